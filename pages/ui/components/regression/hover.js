// The exact values under the mouse, written below each plot.

import { deviation, excessLoss } from "./math.js";
import { format, withMinusSign } from "../shared/format.js";
import { isInside, layer, nearestPoint, pointerPosition, setMarks, sizeOf } from "../shared/svg.js";

export function listenToHover(lesson, root, actions) {
  const follow = (name, read) => {
    const svg = root.querySelector(`.${name}`);
    const show = (text) => {
      if (lesson.hover[name] === text) return;
      lesson.hover[name] = text;
      actions.redraw();
    };
    svg.addEventListener("pointermove", (event) => show(event.pointerType === "mouse" && lesson.sums ? read(event) : ""));
    svg.addEventListener("pointerleave", () => show(""));
  };
  follow("plot", (event) => {
    const index = nearestPoint(lesson.points, lesson.frame, event);
    return index === null ? "" : lesson.points[index].map((value, i) => `${"xy"[i]} ${withMinusSign(value)}`).join(", ");
  });
  follow("surface", (event) => {
    const [px, py] = pointerPosition(event);
    if (!isInside(lesson.surfaceFrame, [px, py])) return "";
    const line = { w: lesson.surfaceFrame.x(px), b: lesson.surfaceFrame.y(py) };
    const loss = lesson.sums.least_loss + excessLoss(lesson.sums, deviation(lesson.sums, line));
    return `w ${format(line.w)}, b ${format(line.b)}: loss ${format(loss)}`;
  });
  follow("curve", (event) => {
    const step = Math.round(lesson.curveFrame.x(pointerPosition(event)[0]));
    return lesson.path[step] ? `step ${step.toLocaleString("en-US")}: loss ${format(lesson.path[step].loss, 4)}` : "";
  });
}

export function drawHover(lesson, root) {
  const otherwise = { plot: "", surface: "arrow: the next step; click: new start", curve: "" };
  for (const [name, words] of Object.entries(otherwise)) {
    const svg = root.querySelector(`.${name}`);
    if (lesson.sums) setMarks(layer(svg, "hover"), "text", [{ x: 0, y: sizeOf(svg).height - 4, text: lesson.hover[name] || words }]);
  }
}
