// The step-size slider: its zones, its marks and the sentence about what this η does, all from curvature().

import { nextBatchSize } from "./lesson.js";
import { factors, regime, stepsToHundredth } from "./math.js";
import { format } from "../shared/format.js";
import { sizeOf } from "../shared/svg.js";

export const ETA_MIN = 1e-20;
export const ETA_MAX = 1e6;

// The slider's range in powers of ten, about the limit. It holds still while the limit stays well inside, so that zones move
// under η when a point is dragged; it widens for an η outside.
export function etaRange(lesson) {
  const limit = Math.log10(lesson.curve.limit);
  const eta = Math.log10(lesson.stepSize);
  const [low, high] = lesson.etaRange ?? [Infinity, -Infinity];
  if (limit < low + 1.5 || limit > high - 0.3) lesson.etaRange = [limit - 2.5, limit + 0.7];
  return [Math.min(lesson.etaRange[0], eta), Math.max(lesson.etaRange[1], eta)];
}

export function drawSlider(lesson, root) {
  const input = root.querySelector(".eta");
  const usable = Boolean(lesson.curve);
  for (const control of root.querySelectorAll(
    ".walk button, .walk input, .walk select, .hand input, .hand button, .variants input, .variants select",
  ))
    control.disabled = !usable;
  const unknown = !usable || (lesson.ask && lesson.path.length === 1); // the zones would give the prediction away
  root.querySelector(".track").classList.toggle("unknown", unknown);
  root.querySelector(".zone-names").classList.toggle("unknown", unknown);
  root.querySelector(".eta-share").hidden = unknown;
  if (!usable) {
    root.querySelector(".verdict").textContent = "";
    return;
  }
  const { curve, stepSize } = lesson;
  const [low, high] = etaRange(lesson);
  Object.assign(input, { min: low, max: high, step: 0.005 });
  input.value = Math.log10(stepSize);
  input.setAttribute("aria-valuetext", unknown ? format(stepSize) : `${format(stepSize)}, ${regime(curve, stepSize)}`);
  const number = root.querySelector(".eta-number");
  if (!number.matches(":focus")) number.value = Number(stepSize.toPrecision(4));
  root.querySelector(".eta-share").textContent = `= ${format(stepSize / curve.limit)} × limit`;
  const share = (eta) => Math.min(1, Math.max(0, (Math.log10(eta) - low) / (high - low)));
  drawZones(root, [0, ...curve.borders.map(share), 1]);
  root.querySelector(".fastest-mark").style.left = `calc(8px + (100% - 16px) * ${share(curve.fastest)})`;
  root.querySelector(".verdict").innerHTML = unknown
    ? "The zones are hidden until you have predicted what will happen: press Play."
    : verdictWords(lesson);
}

function drawZones(root, edges) {
  const names = ["crawls", "good", "oscillates", "diverges"];
  const bar = root.querySelector(".zones");
  const labels = root.querySelector(".zone-names");
  if (!bar.childElementCount) {
    bar.innerHTML = names.map((name) => `<div class="zone-${name}"></div>`).join("");
    labels.innerHTML = names.map((name) => `<span>${name}</span>`).join("");
  }
  const { width } = sizeOf(labels);
  const least = { crawls: 44, good: 36, oscillates: 24, diverges: 56 };
  names.forEach((name, i) => {
    bar.children[i].style.width = `${(edges[i + 1] - edges[i]) * 100}%`;
    labels.children[i].style.left = `${((edges[i] + edges[i + 1]) / 2) * 100}%`;
    labels.children[i].hidden = (edges[i + 1] - edges[i]) * width < least[name];
  });
}

function verdictWords(lesson) {
  const { curve, stepSize } = lesson;
  const [steep] = factors(curve, stepSize);
  const steps = stepsToHundredth(curve, stepSize);
  const jumps = stepSize > 1 / curve.steep && curve.shallow ? ", and the steep one changes sign at every step" : "";
  const isFastest = Math.abs(stepSize / curve.fastest - 1) < 0.01;
  const words = {
    diverges:
      steep === 1
        ? "<b>Diverges</b>: the steep error never shrinks."
        : `<b>Diverges</b>: the steep error grows ${format(steep)} times at every step.`,
    oscillates: `<b>Oscillates</b>: the steep error changes sign at every step, and still shrinks.${isFastest ? " No fixed step size is faster than this one." : ""}`,
    good: `<b>Good</b>: both errors shrink without changing sign.`,
    crawls: `<b>Crawls</b>: the slower error loses only ${format(100 * stepSize * (curve.shallow || curve.steep), 2)} % of itself in a step${jumps}.${curve.condition > 100 ? " Standardising x, below, helps." : ""}`,
  };
  const pace = Number.isFinite(steps) ? ` About ${format(steps, 2)} ${steps === 1 ? "step" : "steps"} to a hundredth of the error.` : "";
  const flat = curve.shallow
    ? ""
    : lesson.sums.n === 1
      ? " One point: every line through it is as good."
      : " All x are equal: no line is the only best one.";
  const numbers = `limit 2/λ<sub>max</sub> = ${format(curve.limit)}, fastest 2/(λ<sub>min</sub>+λ<sub>max</sub>) = ${format(curve.fastest)}; λ<sub>max</sub> = ${format(curve.steep)}, λ<sub>min</sub> = ${format(curve.shallow)}, κ = λ<sub>max</sub>/λ<sub>min</sub> = ${format(curve.condition)}`;
  const isBatch = nextBatchSize(lesson) ? "For all points at once: " : "";
  return `${isBatch}${words[regime(curve, stepSize)]}${pace}${flat}<br><small>${numbers}</small>`;
}

export function listenToSlider(lesson, root, actions) {
  const input = root.querySelector(".eta");
  input.oninput = () => actions.stepSize(10 ** Number(input.value));
  input.onchange = () => actions.reportSoon();
  const number = root.querySelector(".eta-number");
  number.onchange = () => {
    const value = Number(number.value.replace(",", ".").replace("−", "-"));
    const usable = number.value.trim() !== "" && value >= ETA_MIN && value <= ETA_MAX;
    number.blur();
    if (usable) actions.stepSize(value);
    else
      actions.announce(
        `The step size must be a number between ${format(ETA_MIN)} and ${format(ETA_MAX)}; it stays ${format(lesson.stepSize)}.`,
      );
    actions.reportSoon();
  };
  const jumps = { "0.1 × limit": 0.1, "the fastest": null, "0.99 × limit": 0.99, "1.01 × limit": 1.01, "2 × limit": 2 };
  root.querySelector(".chips").replaceChildren(
    ...Object.entries(jumps).map(([name, share]) => {
      const chip = document.createElement("button");
      chip.textContent = name;
      chip.onclick = () => {
        actions.stepSize(share === null ? lesson.curve.fastest : share * lesson.curve.limit);
        actions.reportSoon();
      };
      return chip;
    }),
  );
}
