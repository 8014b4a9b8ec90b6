// The three canvases of the pad and its buttons: what is seen, what is finished, and what the server gets.

import { canRedo, canUndo, isBlank, mergeOlderHalf, visible } from "./operations.js";
import { copy, createPainter, layer, paintStroke, wipe } from "./painting.js";

// `pad` holds the drawing, and the stroke while the pen is down.
export function createView(find, pad) {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  const screen = layer(ratio, find("pad"));
  const finished = layer(ratio);
  const outgoing = layer(1);
  const painter = createPainter(redraw);
  let ink = "#000";

  function refresh() {
    const { drawing, stroke } = pad;
    copy(screen, finished.canvas);
    if (stroke) paintStroke(screen, stroke, ink);
    find("clear").disabled = !stroke && isBlank(drawing);
    find("undo").disabled = !canUndo(drawing);
    find("redo").disabled = !canRedo(drawing);
  }

  function redraw() {
    wipe(finished);
    for (const operation of visible(pad.drawing)) painter.paint(finished, operation, ink);
    refresh();
  }

  return {
    refresh,
    redraw,
    decode: painter.decode,
    add: (stroke) => painter.paint(finished, stroke, ink),
    setInk(colour) {
      if (colour === ink) return;
      ink = colour;
      redraw();
    },
    merged(drawing) {
      const shorter = mergeOlderHalf(drawing, (operations) => painter.flatten(operations, ratio, ink));
      if (shorter !== drawing) painter.keep(shorter.operations);
      return shorter;
    },
    picture() {
      const { drawing, stroke } = pad;
      if (!stroke && isBlank(drawing)) return "";
      copy(outgoing, screen.canvas);
      return outgoing.canvas.toDataURL();
    },
  };
}
