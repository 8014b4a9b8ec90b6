// What changes the descent (other coordinates, fewer points per step), and the question before Play.

import { nextBatchSize } from "./lesson.js";
import { curvature, standardised } from "./math.js";
import { format } from "../shared/format.js";

export const PREDICTED_STEPS = 300;
const GUESSES = { converged: "It converges", running: `It is not there after ${PREDICTED_STEPS} steps`, diverged: "It diverges" };

export function drawVariants(lesson, root) {
  const { raw, points } = lesson;
  const spread = Boolean(raw?.xx > 0);
  const toggle = root.querySelector(".standardise");
  toggle.checked = lesson.standardise;
  toggle.disabled = !spread;
  root.querySelector(".standardise-words").textContent = standardiseWords(lesson, spread);
  const batch = root.querySelector(".batch");
  batch.value = lesson.batch;
  batch.disabled = !raw || lesson.sampled;
  root.querySelector(".batch-words").textContent = batchWords(lesson);
  root.querySelector(".help").textContent = lesson.sampled
    ? `The plot shows ${points.length} of ${lesson.total.toLocaleString("en-US")} points; everything is computed from all.`
    : lesson.keys
      ? "Space: choose a point. Arrows: move it. Delete. Enter: add."
      : "Click: add a point. Drag: move it. Double-click: remove it.";
  const label = `Plot of ${points.length} points with the line. Space selects a point, arrow keys move it, Delete removes it, Enter adds one.`;
  root.querySelector(".plot").setAttribute("aria-label", label);
  drawQuestion(lesson, root);
}

function standardiseWords(lesson, spread) {
  if (!spread) return "needs x values that differ.";
  const before = format(curvature(lesson.raw).condition);
  return `With z = (x − mean)/sd the ravine is a round bowl: κ = ${before} becomes κ = ${format(curvature(standardised(lesson.raw)).condition)}. The line and the points stay; η keeps its share of the limit.`;
}

function batchWords(lesson) {
  if (lesson.sampled) return "Mini-batches need the points themselves, and here the browser has their sums only.";
  if (!nextBatchSize(lesson)) return "Every step looks at every point.";
  return `Each step looks at ${lesson.batch === 1 ? "one point" : `${lesson.batch} points`}, drawn without putting back: cheaper and noisy. It usually goes on trembling about the minimum, and it can diverge below the limit: the zones above are for all points.`;
}

function drawQuestion(lesson, root) {
  const box = root.querySelector(".question");
  box.hidden = !lesson.asking;
  root.querySelector(".ask").checked = lesson.ask;
  if (!lesson.asking) return box.replaceChildren();
  if (box.childElementCount) return;
  box.append(`With η = ${format(lesson.stepSize)}, what will happen?`);
  for (const [guess, words] of Object.entries(GUESSES)) {
    const button = document.createElement("button");
    button.textContent = words;
    button.onclick = () => {
      Object.assign(lesson, { asking: false, guess });
      lesson.actions.play();
    };
    box.append(button);
  }
}

// Compare the guess with what happened, once it has happened.
export function revealOutcome(lesson) {
  const steps = lesson.path.length - 1;
  if (!lesson.guess || (lesson.outcome === "running" && steps < PREDICTED_STEPS)) return;
  const right = lesson.guess === lesson.outcome;
  lesson.verdict = `${right ? "You were right" : "You said otherwise"}: “${GUESSES[lesson.guess]}”.`;
  lesson.guess = null;
  if (lesson.outcome === "running") lesson.playing = null;
}
