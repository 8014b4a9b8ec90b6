// One drawing of the whole lesson; at most one per frame.

import { drawArithmetic, drawWhy } from "./arithmetic.js";
import { drawCurve, drawErrors } from "./curves.js";
import { drawHover } from "./hover.js";
import { drawPlot } from "./plot.js";
import { drawHand, drawStatus } from "./reading.js";
import { drawSlider } from "./slider.js";
import { drawSurface } from "./surface.js";
import { drawVariants } from "./variants.js";

export function draw(lesson, root) {
  lesson.frames += 1;
  drawPlot(lesson, root);
  drawSlider(lesson, root);
  drawSurface(lesson, root);
  drawCurve(lesson, root);
  drawHover(lesson, root);
  drawHand(lesson, root);
  drawArithmetic(lesson, root);
  drawWhy(lesson, root);
  drawErrors(lesson, root);
  drawVariants(lesson, root);
  drawStatus(lesson, root);
  root.querySelector(".play").textContent = lesson.playing ? "Pause" : "Play";
  root.querySelector(".show-best").checked = lesson.showBest;
}
