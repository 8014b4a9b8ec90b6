// Which part of each plane is shown.

import { currentLine } from "./lesson.js";
import { leastSquares } from "./math.js";
import { padRange, roundUp } from "../shared/format.js";
import { surfaceView } from "./surface.js";

// The heights to show: those of the points, and those of the line where it is not far from them.
function heightsWithLine(heights, [left, right], line) {
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const near = (height) => height > 2 * low - high && height < 2 * high - low;
  return heights.concat([line.w * left + line.b, line.w * right + line.b].filter(near));
}

// The views hold still while something is dragged; they are chosen anew when it comes to rest.
export function fitViews(lesson, root, { points = true } = {}) {
  if (points && lesson.points.length) {
    const x = padRange(
      lesson.points.map((p) => p[0]),
      0.12,
    );
    lesson.view = {
      x,
      y: padRange(
        heightsWithLine(
          lesson.points.map((p) => p[1]),
          x,
          currentLine(lesson),
        ),
        0.15,
      ),
    };
  } else if (points) lesson.view = { x: [-3, 5], y: [-4, 6] };
  if (!lesson.sums) return;
  lesson.surface = surfaceView(lesson, root.querySelector(".surface"));
  const target = leastSquares(lesson.sums);
  const start = lesson.path[0].line;
  const [height, width] = [lesson.view.y[1] - lesson.view.y[0], lesson.view.x[1] - lesson.view.x[0]];
  lesson.handRange = {
    w: roundUp(1.6 * Math.max(Math.abs(target.w), Math.abs(start.w), (0.5 * height) / width)),
    b: roundUp(1.6 * Math.max(Math.abs(target.b), Math.abs(start.b), height / 4)),
  };
}
