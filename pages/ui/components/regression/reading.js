// Everything that is read: the loss with its numbers, one step's arithmetic, the two errors.

import { MAX_STEPS, nextBatchSize } from "./lesson.js";
import { gradientOf } from "./math.js";
import { format, signedTerm } from "../shared/format.js";

export function drawHand(lesson, root) {
  const line = lesson.path.at(-1)?.line;
  const mse = root.querySelector(".mse");
  root.querySelector(".model").innerHTML = modelWords(lesson, line);
  if (!line) {
    mse.textContent = "";
    return;
  }
  for (const name of ["w", "b"]) {
    const input = root.querySelector(`.hand-${name}`);
    const room = lesson.outcome === "diverged" ? lesson.handRange[name] : Math.max(lesson.handRange[name], Math.abs(line[name]));
    lesson.handRange[name] = room;
    Object.assign(input, { min: -room, max: room });
    input.value = line[name];
    root.querySelector(`.value-${name}`).textContent = format(line[name], 4);
  }
  const loss = lesson.path.at(-1).loss;
  const { n } = lesson.sums;
  mse.innerHTML = `MSE = (1/N) Σ (<var>y</var> − <var>w ${lesson.standardise ? "z" : "x"}</var> − <var>b</var>)² = (1/${n.toLocaleString("en-US")}) · ${format(loss * n, 4)} = <b>${format(loss, 4)}</b>${lesson.showBest ? `, least squares ${format(lesson.sums.least_loss, 4)}` : ""}`;
  drawHint(lesson, root, gradientOf(lesson.sums, lesson.path.at(-1).state));
}

function modelWords(lesson, line) {
  const x = lesson.standardise ? "z" : "x";
  const formula = `<var>ŷ</var> = <var>w ${x}</var> + <var>b</var>`;
  if (!line) return formula;
  const z = lesson.standardise
    ? `, with <var>z</var> = (<var>x</var> ${signedTerm(-lesson.raw.x_mean)}) / ${format(Math.sqrt(lesson.raw.xx), 4)}`
    : "";
  return `${formula} = ${format(line.w, 4)} <var>${x}</var> ${signedTerm(line.b)}${z}`;
}

// Which way each slider lowers the loss; not how far.
function drawHint(lesson, root, [gradW, gradB]) {
  const scale = Math.sqrt(lesson.path.at(-1).loss) || 1;
  const spread = Math.hypot(lesson.sums.xx ** 0.5, lesson.sums.x_mean);
  const still = Math.abs(gradW) < 0.02 * scale * spread && Math.abs(gradB) < 0.02 * scale;
  const way = (gradient) => (gradient < 0 ? "↑" : "↓");
  root.querySelector(".hint-w").textContent = lesson.hint && !still ? way(gradW) : "";
  root.querySelector(".hint-b").textContent = lesson.hint && !still ? way(gradB) : "";
  root.querySelector(".hint").setAttribute("aria-pressed", lesson.hint);
  const word = (gradient) => (gradient < 0 ? "larger" : "smaller");
  const stronger = Math.abs(gradW) / (spread || 1) > Math.abs(gradB) ? `A ${word(gradW)} w` : `A ${word(gradB)} b`;
  root.querySelector(".hint-words").textContent = !lesson.hint
    ? ""
    : still
      ? "You are about there."
      : `${stronger} lowers the loss most now.`;
}

export function drawStatus(lesson, root) {
  const box = root.querySelector(".now");
  const banner = root.querySelector(".banner");
  const steps = lesson.path.length - 1;
  const loss = lesson.path.length ? format(lesson.path.at(-1).loss, 4) : "";
  const count = `${steps.toLocaleString("en-US")} ${steps === 1 ? "step" : "steps"}`;
  banner.hidden = lesson.outcome !== "diverged";
  const limit = format(lesson.curve?.limit ?? 0);
  const advice = nextBatchSize(lesson)
    ? `take a smaller step size: with mini-batches even one below the limit ${limit} can be too large`
    : `take a step size below ${limit}`;
  banner.textContent = banner.hidden
    ? ""
    : `Diverged after ${count}: the loss above its minimum is a million times what it was. Reset, and ${advice}.`;
  const words = {
    empty: "No points yet. Click in the plot to put some there.",
    diverged: `Diverged after ${count}.`,
    converged: `Converged after ${count}: what the loss had above its minimum is down to a millionth. Loss ${loss}.`,
    full: `Still not there after ${count}. Loss ${loss}. ${nextBatchSize(lesson) ? "With mini-batches and a fixed step size it usually goes on trembling about the minimum." : "Try another step size, or standardise x."}`,
    running: steps ? `Step ${steps.toLocaleString("en-US")}, loss ${loss}.` : "Press Play: gradient descent starts from this line.",
  };
  const state = !lesson.sums ? "empty" : lesson.outcome === "running" && steps >= MAX_STEPS ? "full" : lesson.outcome;
  const ended = lesson.playing || (state === "running" && !lesson.notice) ? "" : (lesson.notice ?? words[state]);
  const point =
    lesson.selected === null
      ? ""
      : `Point ${lesson.selected + 1}: x ${format(lesson.points[lesson.selected][0])}, y ${format(lesson.points[lesson.selected][1])}. `;
  const spoken = root.querySelector(".spoken");
  if (spoken.textContent !== point + ended) spoken.textContent = point + ended;
  box.textContent = lesson.notice ?? `${words[state]}${lesson.verdict ? ` ${lesson.verdict}` : ""}`;
}
