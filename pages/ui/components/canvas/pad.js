// The pad: what is drawn, on the screen at the pen's speed; the server is sent it and answers with its prediction.

import { createMessages } from "./messages.js";
import { EMPTY, append, clear, extend, newStroke, redo, undo } from "./operations.js";
import { listenToPointer } from "./pointer.js";
import { createView } from "./view.js";

// `data`: `acknowledged`, `placed` and `rerun_on_rest`, as pages/ui/components/canvas/__init__.py says.
export function createPad(root, data) {
  const find = (name) => root.querySelector(`.${name}`);
  const canvas = find("pad");
  // What is drawn outlives a page change here, with the last message: the server may not have looked at it yet.
  const kept = window.lectureCanvas ?? { drawing: EMPTY, placed: 0, message: { number: data.acknowledged } };
  const pad = { drawing: kept.drawing, placed: kept.placed, stroke: null, changed: false, setTriggerValue: () => {} };
  pad.view = createView(find, pad);
  pad.messages = createMessages({
    last: kept.message,
    acknowledged: data.acknowledged,
    isConnected: () => canvas.isConnected,
    isDrawing: () => pad.stroke !== null,
    send: (message) => pad.setTriggerValue("drawing", message),
    onRest: () => window.lectureReruns?.[data.rerun_on_rest]?.(),
    now: () => performance.now(),
    setTimer: (action, delay) => setTimeout(action, delay),
    clearTimer: (timer) => clearTimeout(timer),
  });
  listenToPen(pad, canvas, find("eraser"));
  find("undo").onclick = () => show(pad, undo(pad.drawing));
  find("redo").onclick = () => show(pad, redo(pad.drawing));
  find("clear").onclick = () => show(pad, pad.view.merged(clear(pad.drawing)));
  return { update: (news, setTriggerValue) => update(pad, canvas, news, setTriggerValue) };
}

function listenToPen(pad, canvas, eraser) {
  listenToPointer(canvas, {
    start(point) {
      pad.stroke = newStroke(eraser.checked, point);
      pad.changed = true;
      requestAnimationFrame(() => follow(pad));
    },
    move(points) {
      for (const point of points) if (extend(pad.stroke, point)) pad.changed = true;
    },
    end() {
      const { stroke, view } = pad;
      pad.stroke = null;
      view.add(stroke);
      pad.drawing = view.merged(append(pad.drawing, stroke));
      view.refresh();
      post(pad);
    },
  });
}

// While the pen is down: the screen follows at every frame, the server when it is ready for another message.
function follow(pad) {
  if (!pad.stroke) return;
  if (pad.changed) pad.view.refresh();
  if (pad.changed && pad.messages.isReady()) post(pad);
  requestAnimationFrame(() => follow(pad));
}

function post(pad) {
  pad.changed = false;
  pad.messages.post(pad.view.picture(), (message) => {
    const { drawing, stroke, placed } = pad;
    window.lectureCanvas = { drawing: stroke ? append(drawing, stroke) : drawing, placed, message };
  });
}

function show(pad, drawing) {
  pad.drawing = drawing;
  pad.view.redraw();
  post(pad);
}

// What the server says: which message it has, and a picture that it places on the canvas.
function update(pad, canvas, { acknowledged, placed }, setTriggerValue) {
  pad.setTriggerValue = setTriggerValue;
  pad.view.setInk(getComputedStyle(canvas).color);
  pad.messages.receive(acknowledged);
  if (placed.number <= pad.placed) return;
  pad.placed = placed.number;
  pad.drawing = pad.view.merged(append(pad.drawing, { picture: placed.picture }));
  pad.view.decode(placed.picture).then(() => show(pad, pad.drawing));
}
