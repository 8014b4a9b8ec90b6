// Play, and what each button, box and slider does.

import { draw } from "./draw.js";
import { listenToHover } from "./hover.js";
import { MAX_STEPS, startPath, takeSteps } from "./lesson.js";
import { listenToPlot } from "./plot.js";
import { listenToSlider } from "./slider.js";
import { listenToSurface } from "./surface.js";
import { PREDICTED_STEPS, revealOutcome } from "./variants.js";

export function play(lesson, root) {
  if (lesson.playing) {
    lesson.playing = null;
    return;
  }
  if (lesson.outcome !== "running" || lesson.path.length > MAX_STEPS) startPath(lesson, lesson.path[0].line);
  if (lesson.ask && lesson.path.length === 1 && !lesson.guess) {
    lesson.asking = true;
    return;
  }
  Object.assign(lesson, { showBest: true, notice: null });
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    takeSteps(lesson, PREDICTED_STEPS);
    revealOutcome(lesson);
  } else animate(lesson, root);
}

// Takes steps at the chosen speed until something else takes the place of this run.
function animate(lesson, root) {
  const run = {};
  let last = null;
  let stepsDue = 1;
  lesson.playing = run;
  const tick = (now) => {
    if (lesson.playing !== run || !root.isConnected) return;
    stepsDue += last === null ? 0 : Math.min(0.25, (now - last) / 1000) * lesson.speed;
    last = now;
    const count = Math.floor(stepsDue);
    stepsDue -= count;
    takeSteps(lesson, count);
    revealOutcome(lesson);
    if (count) draw(lesson, root);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

export function listenToControls(lesson, root, actions) {
  const on = (name, event, action) => (root.querySelector(name)[`on${event}`] = action);
  const set = (changes) => {
    Object.assign(lesson, changes);
    actions.redraw();
  };
  listenToPlot(lesson, root, actions);
  listenToSurface(lesson, root, actions);
  listenToSlider(lesson, root, actions);
  listenToHover(lesson, root, actions);
  on(".play", "click", actions.play);
  on(".step", "click", () => actions.takeSteps(1));
  on(".many", "click", () => actions.takeSteps(requestedSteps(root)));
  on(".reset", "click", actions.reset);
  on(".speed", "change", (event) => set({ speed: Number(event.target.value) }));
  on(".remove", "click", () => actions.remove(lesson.selected));
  on(".show-best", "change", (event) => set({ showBest: event.target.checked }));
  on(".hint", "click", () => set({ hint: !lesson.hint }));
  on(".standardise", "change", (event) => actions.standardise(event.target.checked));
  on(".batch", "change", (event) => actions.batch(Number(event.target.value)));
  on(".ask", "change", (event) => set({ ask: event.target.checked, asking: false, guess: null }));
  for (const name of ["w", "b"]) {
    on(`.hand-${name}`, "input", (event) => actions.startAt({ ...lesson.path.at(-1).line, [name]: Number(event.target.value) }));
    on(`.hand-${name}`, "change", actions.settleStart);
  }
}

function requestedSteps(root) {
  const count = Math.round(Number(root.querySelector(".count").value)) || 100;
  return Math.min(MAX_STEPS, Math.max(1, count));
}
