// The exact values under the mouse, written below each plot.

function listenToHover(lesson, root, act) {
  const follow = (name, read) => {
    const svg = root.querySelector(`.${name}`);
    const show = (text) => {
      if (lesson.hover[name] === text) return;
      lesson.hover[name] = text;
      act.redraw();
    };
    svg.addEventListener("pointermove", (event) => show(event.pointerType === "mouse" && lesson.sums ? read(event) : ""));
    svg.addEventListener("pointerleave", () => show(""));
  };
  follow("plot", (event) => {
    const index = nearest(lesson, event);
    return index === null ? "" : lesson.points[index].map((value, i) => `${"xy"[i]} ${minus(value)}`).join(", ");
  });
  follow("surface", (event) => {
    const [px, py] = pointer(event);
    if (!inside(lesson.surfaceFrame, [px, py])) return "";
    const line = { w: lesson.surfaceFrame.x(px), b: lesson.surfaceFrame.y(py) };
    const loss = lesson.sums.least_loss + gapOf(lesson.sums, stateOf(lesson.sums, line));
    return `w ${fmt(line.w)}, b ${fmt(line.b)}: loss ${fmt(loss)}`;
  });
  follow("curve", (event) => {
    const step = Math.round(lesson.curveFrame.x(pointer(event)[0]));
    return lesson.path[step] ? `step ${step.toLocaleString("en-US")}: loss ${fmt(lesson.path[step].loss, 4)}` : "";
  });
}

function drawHover(lesson, root) {
  const otherwise = { plot: "", surface: "arrow: the next step; click: new start", curve: "" };
  for (const [name, words] of Object.entries(otherwise)) {
    const svg = root.querySelector(`.${name}`);
    if (lesson.sums) marks(layer(svg, "hover"), "text", [{ x: 0, y: sizeOf(svg).height - 4, text: lesson.hover[name] || words }]);
  }
}
