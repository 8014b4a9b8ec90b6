// One step's arithmetic with its numbers, and why one direction is slow.

import { nextBatchSize } from "./lesson.js";
import { errorsOf, factors, gradientOf } from "./math.js";
import { format } from "../shared/format.js";

export function drawArithmetic(lesson, root) {
  const box = root.querySelector(".arithmetic");
  if (lesson.path.length < 2) {
    box.innerHTML = `<p class="empty">Press Step: the numbers of that step will be here.</p>`;
    return;
  }
  const { path } = lesson;
  const [before, after] = path.slice(-2);
  const [old, now] = [before.line, after.line];
  const [gradW, gradB] = after.gradient;
  const n = after.points;
  const eta = format(after.stepSize, 4);
  const x = lesson.standardise ? "z" : "x";
  const sum = (gradient) => format((-gradient * n) / 2, 4);
  const count = n.toLocaleString("en-US");
  const isBatch = n < lesson.sums.n;
  const looked = isBatch ? `, looking at ${n === 1 ? "one point" : `${n} points`} of ${lesson.sums.n}` : "";
  box.innerHTML = `<p>Step ${(path.length - 1).toLocaleString("en-US")}${looked}, from <var>w</var> = ${format(old.w, 4)}, <var>b</var> = ${format(old.b, 4)}:</p>
    <p>∂L/∂<var>w</var> = −(2/N) Σ (<var>y</var> − <var>w ${x}</var> − <var>b</var>) <var>${x}</var> = −(2/${count}) · (${sum(gradW)}) = ${format(gradW, 4)}</p>
    <p>∂L/∂<var>b</var> = −(2/N) Σ (<var>y</var> − <var>w ${x}</var> − <var>b</var>) = −(2/${count}) · (${sum(gradB)}) = ${format(gradB, 4)}</p>
    <p><var>w</var> ← ${format(old.w, 4)} − ${eta} · (${format(gradW, 4)}) = <b>${format(now.w, 4)}</b></p>
    <p><var>b</var> ← ${format(old.b, 4)} − ${eta} · (${format(gradB, 4)}) = <b>${format(now.b, 4)}</b></p>
    <p>${stepInWords(lesson, before, after, isBatch)}</p>`;
}

function stepInWords(lesson, before, after, isBatch) {
  const [gradW, gradB] = after.gradient;
  const [allW, allB] = gradientOf(lesson.sums, before.state);
  const downhill = gradW * allW + gradB * allB > 0;
  const lowers = isBatch ? `lowers the loss at ${after.points === 1 ? "this point" : "these points"}` : "lowers the loss";
  const way = (gradient, name) =>
    gradient === 0
      ? `${name} stays`
      : `${name} goes ${gradient < 0 ? "up" : "down"}, because a ${gradient < 0 ? "larger" : "smaller"} ${name} ${lowers}`;
  const change = `The loss${isBatch ? " over all points" : ""} ${after.loss <= before.loss ? "falls" : "rises"} from ${format(before.loss, 4)} to ${format(after.loss, 4)}`;
  const reason =
    after.loss <= before.loss ? "." : downhill ? ": the step went too far." : ": for all points together this way leads uphill.";
  return `In words: ${way(gradW, "w")}; ${way(gradB, "b")}. ${change}${reason}`;
}

export function drawWhy(lesson, root) {
  const box = root.querySelector(".why-words");
  if (!lesson.sums) {
    box.textContent = "";
    return;
  }
  const { sums, curve, path } = lesson;
  const predicted = factors(curve, lesson.stepSize);
  const [before, after] = path.length > 1 ? path.slice(-2).map(({ state }) => errorsOf(sums, curve, state).map(Math.abs)) : [null, null];
  const measured = (i) =>
    before && path.at(-1).stepSize === lesson.stepSize && before[i] > 1e-11 * Math.max(...before)
      ? format(after[i] / before[i], 4)
      : before
        ? "too small"
        : "–";
  const row = (name, i, lambda) =>
    `<tr><td class="key-${name}">${name}</td><td>${format(lambda)}</td><td>${format(predicted[i], 4)}</td><td>${measured(i)}</td></tr>`;
  const rule = nextBatchSize(lesson)
    ? "A step that looks at all points multiplies each part by its own |1 − ηλ|. A mini-batch has a slope of its own, so what is measured there is different at every step."
    : "Each step multiplies each part by its own |1 − ηλ|, whatever the other does.";
  box.innerHTML = `<p>The error (<var>w</var>, <var>b</var>) − best has two parts, along the axes of the ellipses. ${rule}</p>
    <table><tr><th>direction</th><th>λ</th><th>|1 − ηλ|</th><th>measured</th></tr>${row("steep", 0, curve.steep)}${curve.shallow ? row("shallow", 1, curve.shallow) : ""}</table>`;
}
