// Everything that is read: the loss with its numbers, one step's arithmetic, the two errors.

function term(value) {
  return value < 0 ? `− ${fmt(-value, 4)}` : `+ ${fmt(value, 4)}`;
}

function drawHand(lesson, root) {
  const line = lesson.path.at(-1)?.line;
  const mse = root.querySelector(".mse");
  root.querySelector(".model").innerHTML = modelWords(lesson, line);
  if (!line) {
    mse.textContent = "";
    return;
  }
  for (const name of ["w", "b"]) {
    const input = root.querySelector(`.hand-${name}`);
    const room = lesson.outcome === "diverged" ? lesson.handRoom[name] : Math.max(lesson.handRoom[name], Math.abs(line[name]));
    lesson.handRoom[name] = room;
    Object.assign(input, { min: -room, max: room });
    input.value = line[name];
    root.querySelector(`.value-${name}`).textContent = fmt(line[name], 4);
  }
  const loss = lesson.path.at(-1).loss;
  const { n } = lesson.sums;
  mse.innerHTML = `MSE = (1/N) Σ (<var>y</var> − <var>w ${lesson.standardise ? "z" : "x"}</var> − <var>b</var>)² = (1/${n.toLocaleString("en-US")}) · ${fmt(loss * n, 4)} = <b>${fmt(loss, 4)}</b>${lesson.showBest ? `, least squares ${fmt(lesson.sums.least_loss, 4)}` : ""}`;
  drawHint(lesson, root, gradientOf(lesson.sums, lesson.path.at(-1).state));
}

function modelWords(lesson, line) {
  const x = lesson.standardise ? "z" : "x";
  const formula = `<var>ŷ</var> = <var>w ${x}</var> + <var>b</var>`;
  if (!line) return formula;
  const z = lesson.standardise ? `, with <var>z</var> = (<var>x</var> ${term(-lesson.raw.x_mean)}) / ${fmt(Math.sqrt(lesson.raw.xx), 4)}` : "";
  return `${formula} = ${fmt(line.w, 4)} <var>${x}</var> ${term(line.b)}${z}`;
}

function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return [1, 2, 5, 10].find((factor) => factor * power >= value * 0.999) * power;
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
  root.querySelector(".hint-words").textContent = !lesson.hint ? "" : still ? "You are about there." : `${stronger} lowers the loss most now.`;
}

function drawArithmetic(lesson, root) {
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
  const eta = fmt(after.stepSize, 4);
  const x = lesson.standardise ? "z" : "x";
  const sum = (gradient) => fmt((-gradient * n) / 2, 4);
  const count = n.toLocaleString("en-US");
  const few = n < lesson.sums.n;
  const looked = few ? `, looking at ${n === 1 ? "one point" : `${n} points`} of ${lesson.sums.n}` : "";
  box.innerHTML = `<p>Step ${(path.length - 1).toLocaleString("en-US")}${looked}, from <var>w</var> = ${fmt(old.w, 4)}, <var>b</var> = ${fmt(old.b, 4)}:</p>
    <p>∂L/∂<var>w</var> = −(2/N) Σ (<var>y</var> − <var>w ${x}</var> − <var>b</var>) <var>${x}</var> = −(2/${count}) · (${sum(gradW)}) = ${fmt(gradW, 4)}</p>
    <p>∂L/∂<var>b</var> = −(2/N) Σ (<var>y</var> − <var>w ${x}</var> − <var>b</var>) = −(2/${count}) · (${sum(gradB)}) = ${fmt(gradB, 4)}</p>
    <p><var>w</var> ← ${fmt(old.w, 4)} − ${eta} · (${fmt(gradW, 4)}) = <b>${fmt(now.w, 4)}</b></p>
    <p><var>b</var> ← ${fmt(old.b, 4)} − ${eta} · (${fmt(gradB, 4)}) = <b>${fmt(now.b, 4)}</b></p>
    <p>${inWords(lesson, before, after, few)}</p>`;
}

function inWords(lesson, before, after, few) {
  const [gradW, gradB] = after.gradient;
  const [allW, allB] = gradientOf(lesson.sums, before.state);
  const downhill = gradW * allW + gradB * allB > 0;
  const lowers = few ? `lowers the loss at ${after.points === 1 ? "this point" : "these points"}` : "lowers the loss";
  const way = (gradient, name) => (gradient === 0 ? `${name} stays` : `${name} goes ${gradient < 0 ? "up" : "down"}, because a ${gradient < 0 ? "larger" : "smaller"} ${name} ${lowers}`);
  const change = `The loss${few ? " over all points" : ""} ${after.loss <= before.loss ? "falls" : "rises"} from ${fmt(before.loss, 4)} to ${fmt(after.loss, 4)}`;
  const reason = after.loss <= before.loss ? "." : downhill ? ": the step went too far." : ": for all points together this way leads uphill.";
  return `In words: ${way(gradW, "w")}; ${way(gradB, "b")}. ${change}${reason}`;
}

function drawWhy(lesson, root) {
  const box = root.querySelector(".why-words");
  if (!lesson.sums) {
    box.textContent = "";
    return;
  }
  const { sums, curve, path } = lesson;
  const predicted = factors(curve, lesson.stepSize);
  const [before, after] = path.length > 1 ? path.slice(-2).map(({ state }) => errorsOf(sums, curve, state).map(Math.abs)) : [null, null];
  const measured = (i) => (before && path.at(-1).stepSize === lesson.stepSize && before[i] > 1e-11 * Math.max(...before) ? fmt(after[i] / before[i], 4) : before ? "too small" : "–");
  const row = (name, i, lambda) => `<tr><td class="key-${name}">${name}</td><td>${fmt(lambda)}</td><td>${fmt(predicted[i], 4)}</td><td>${measured(i)}</td></tr>`;
  const rule = nextBatchSize(lesson)
    ? "A step that looks at all points multiplies each part by its own |1 − ηλ|. A mini-batch has a slope of its own, so what is measured there is different at every step."
    : "Each step multiplies each part by its own |1 − ηλ|, whatever the other does.";
  box.innerHTML = `<p>The error (<var>w</var>, <var>b</var>) − best has two parts, along the axes of the ellipses. ${rule}</p>
    <table><tr><th>direction</th><th>λ</th><th>|1 − ηλ|</th><th>measured</th></tr>${row("steep", 0, curve.steep)}${curve.shallow ? row("shallow", 1, curve.shallow) : ""}</table>`;
}

function drawNow(lesson, root) {
  const box = root.querySelector(".now");
  const banner = root.querySelector(".banner");
  const steps = lesson.path.length - 1;
  const loss = lesson.path.length ? fmt(lesson.path.at(-1).loss, 4) : "";
  const count = `${steps.toLocaleString("en-US")} ${steps === 1 ? "step" : "steps"}`;
  banner.hidden = lesson.outcome !== "diverged";
  const limit = fmt(lesson.curve?.limit ?? 0);
  const advice = nextBatchSize(lesson) ? `take a smaller step size: with mini-batches even one below the limit ${limit} can be too large` : `take a step size below ${limit}`;
  banner.textContent = banner.hidden ? "" : `Diverged after ${count}: the loss above its minimum is a million times what it was. Reset, and ${advice}.`;
  const words = {
    empty: "No points yet. Click in the plot to put some there.",
    diverged: `Diverged after ${count}.`,
    converged: `Converged after ${count}: what the loss had above its minimum is down to a millionth. Loss ${loss}.`,
    full: `Still not there after ${count}. Loss ${loss}. ${nextBatchSize(lesson) ? "With mini-batches and a fixed step size it usually goes on trembling about the minimum." : "Try another step size, or standardise x."}`,
    running: steps ? `Step ${steps.toLocaleString("en-US")}, loss ${loss}.` : "Press Play: gradient descent starts from this line.",
  };
  const state = !lesson.sums ? "empty" : lesson.outcome === "running" && steps >= MOST_STEPS ? "full" : lesson.outcome;
  const ended = lesson.playing || (state === "running" && !lesson.said) ? "" : (lesson.said ?? words[state]);
  const point = lesson.selected === null ? "" : `Point ${lesson.selected + 1}: x ${fmt(lesson.points[lesson.selected][0])}, y ${fmt(lesson.points[lesson.selected][1])}. `;
  const spoken = root.querySelector(".spoken");
  if (spoken.textContent !== point + ended) spoken.textContent = point + ended;
  box.textContent = lesson.said ?? `${words[state]}${lesson.reveal ? ` ${lesson.reveal}` : ""}`;
}
