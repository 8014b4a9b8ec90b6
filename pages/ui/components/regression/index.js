// The lesson's component: one state per mounted element, taken over from Python when Python has newer points.

import { applyColours } from "../shared/theme.js";
import { createActions } from "./actions.js";
import { listenToControls } from "./controls.js";
import { newLesson, recompute } from "./lesson.js";
import { clearSizes } from "../shared/svg.js";
import { fitViews } from "./views.js";

const lessons = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".lesson");
  let lesson = lessons.get(parentElement);
  if (!lesson) {
    lesson = newLesson();
    lessons.set(parentElement, lesson);
    root.lesson = lesson;
    lesson.actions = createActions(lesson, root);
    listenToControls(lesson, root, lesson.actions);
    lesson.observer = new ResizeObserver(() => {
      clearSizes(root);
      fitViews(lesson, root, { points: false });
      lesson.actions.redraw();
    });
    lesson.observer.observe(root);
  }
  lesson.send = setStateValue;
  applyColours(root, data.colours, parentElement);
  applyData(lesson, root, data);
  lesson.actions.redraw();
  return () => {
    lesson.playing = null;
    lesson.observer.disconnect();
    lessons.delete(parentElement);
  };
}

// Points and settings come from Python only under a new revision; otherwise what is here is newer.
function applyData(lesson, root, data) {
  if (data.revision === lesson.revision) return;
  const first = lesson.revision === null;
  Object.assign(lesson, {
    playing: null,
    revision: data.revision,
    etaRange: null,
    points: data.points,
    sampled: data.sums !== null,
    raw: data.sums,
    selected: null,
  });
  if (first) Object.assign(lesson, { standardise: data.settings.standardise, batch: data.settings.batch });
  const start = first ? data.settings.start : { w: 0, b: 0 };
  recompute(lesson, start);
  if (lesson.curve) lesson.stepSize = (first && data.settings.step_size) || 0.3 * lesson.curve.limit;
  lesson.total = data.total;
  fitViews(lesson, root);
  if (!first) lesson.actions.reportSoon(50);
}
