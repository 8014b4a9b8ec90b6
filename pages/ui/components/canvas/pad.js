// The pad: the canvas on which the visitor draws, with the tools that it lacks; the server is sent what is on it while the pen moves.

import { bringIntoView } from "../shared/scroll.js";
import { isDark } from "../shared/theme.js";
import { Drawable, findCanvas, listen } from "./drawable.js";
import { createMessages } from "./messages.js";
import { EMPTY, addStroke, canRedo, canUndo, clear, isBlank, layPicture, mergeOlderHalf, objectsOf, redo, undo } from "./operations.js";
import { INK, PAPER, createLayer, decode, imageOf, paint, paintCanvas, wipe } from "./painting.js";

// `data`: as pages/ui/components/canvas/__init__.py says.
export function createPad(root, data) {
  // What is drawn outlives a page change here, with the last message: the server may not have looked at it yet.
  const kept = window.lectureCanvas ?? { drawing: EMPTY, placed: 0, message: { number: data.acknowledged } };
  const pad = { ...kept, root, data, canvas: null, nObjects: 0, shown: null, isDrawing: false, hasMoved: false, setTriggerValue: () => {} };
  const find = (name) => root.querySelector(`.${name}`);
  root.style.setProperty("--shown", `${data.shown_side}px`);
  pad.finished = createLayer(data.shown_side, data.side); // all but the stroke under the pen
  pad.outgoing = createLayer(data.shown_side, data.side);
  pad.buttons = { undo: find("undo"), redo: find("redo"), clear: find("clear") };
  pad.eraser = find("eraser");
  pad.messages = createMessages({
    last: kept.message,
    acknowledged: data.acknowledged,
    isConnected: () => root.isConnected,
    isDrawing: () => pad.isDrawing,
    send: (message) => pad.setTriggerValue("drawing", message),
    onRest: () => window.lectureReruns?.[data.rerun_on_rest]?.(),
    now: () => performance.now(),
    setTimer: (action, delay) => setTimeout(action, delay),
    clearTimer: (timer) => clearTimeout(timer),
  });
  for (const [name, change] of Object.entries({ undo, redo, clear })) pad.buttons[name].onclick = () => replace(pad, change(pad.drawing));
  pad.buttons.clear.addEventListener("click", () => (find("pen").checked = true)); // on blank paper nobody erases
  takeOver(pad, data).catch(() => (find("failed").hidden = false));
  return { update: (news, setTriggerValue) => update(pad, news, setTriggerValue) };
}

async function takeOver(pad, { canvas, module, side, shown_side: shownSide, pen_width: penWidth }) {
  const { default: render } = await import(new URL(module, document.baseURI).href);
  const root = await findCanvas(canvas, () => pad.root.isConnected);
  if (!root) return;
  pad.canvas = new Drawable(root, render, { side, penWidth, shownSide });
  pad.canvas.upper.setAttribute("role", "img");
  pad.canvas.upper.setAttribute("aria-label", pad.root.dataset.label);
  const early = pad.canvas.read(); // drawn before we came
  pad.nObjects = early.length;
  listen(pad.canvas, { press: () => chooseTool(pad), start: () => start(pad), move: () => (pad.hasMoved = true), end: () => end(pad) });
  if (early.length || !isBlank(pad.drawing)) await show(pad, early.reduce(addStroke, pad.drawing));
  if (early.length) post(pad);
  refresh(pad);
  update(pad, pad.data, pad.setTriggerValue);
}

function chooseTool({ canvas, data, eraser }) {
  if (eraser.checked) canvas.setTool(PAPER, data.eraser_width);
  else canvas.setTool(INK, data.pen_width);
}

function start(pad) {
  Object.assign(pad, { isDrawing: true, hasMoved: true });
  requestAnimationFrame(() => follow(pad));
}

// While the pen is down the server follows when it is ready for another message.
function follow(pad) {
  if (!pad.isDrawing || !pad.root.isConnected) return;
  if (pad.hasMoved && pad.messages.isReady()) post(pad);
  requestAnimationFrame(() => follow(pad));
}

function end(pad) {
  pad.isDrawing = false;
  const objects = pad.canvas.read();
  const wasWiped = objects.length < pad.nObjects; // by the page's script
  const fresh = wasWiped ? objects.slice(-1) : objects.slice(pad.nObjects);
  pad.nObjects = objects.length;
  const isVain = isBlank(pad.drawing) && pad.canvas.tool.colour === PAPER; // there was nothing to erase
  for (const path of isVain ? [] : fresh) {
    paint(pad.finished, path);
    pad.drawing = addStroke(pad.drawing, path);
  }
  const merged = mergeOlderHalf(pad.drawing, (older) => flatten(older, pad.data.side));
  if (wasWiped || isVain || merged !== pad.drawing) show(pad, merged);
  refresh(pad);
  post(pad);
  update(pad, pad.data, pad.setTriggerValue); // a picture may have waited
}

// Undo, redo, clear, a picture: another drawing.
async function replace(pad, drawing) {
  if (pad.isDrawing || !pad.canvas) return;
  await show(pad, drawing);
  if (pad.drawing === drawing) post(pad);
}

function show(pad, drawing) {
  pad.drawing = drawing;
  refresh(pad);
  pad.canvas.setOpen(false);
  const shown = load(pad, drawing, pad.shown).finally(() => pad.shown === shown && pad.canvas.setOpen(true));
  pad.shown = shown;
  return shown;
}

// One after the other, without those that are out of date by then.
async function load(pad, drawing, before) {
  await Promise.allSettled([before]);
  if (pad.drawing !== drawing) return;
  const objects = objectsOf(drawing);
  await decode(objects);
  wipe(pad.finished);
  for (const object of objects) paint(pad.finished, object);
  await pad.canvas.show(objects);
  pad.nObjects = objects.length;
}

function refresh({ drawing, buttons }) {
  buttons.clear.disabled = isBlank(drawing);
  buttons.undo.disabled = !canUndo(drawing);
  buttons.redo.disabled = !canRedo(drawing);
}

function post(pad) {
  pad.hasMoved = false;
  pad.messages.post(pictureOf(pad), (message) => {
    const { drawing, isDrawing, placed, data } = pad;
    // A page that is left under the pen shows the stroke as a picture when it is back.
    const picture = () => imageOf(message.picture, data.shown_side, data.side);
    window.lectureCanvas = { drawing: isDrawing ? layPicture(drawing, picture()) : drawing, placed, message };
  });
}

function pictureOf({ drawing, isDrawing, canvas, finished, outgoing }) {
  if (!isDrawing && isBlank(drawing)) return "";
  wipe(outgoing);
  paintCanvas(outgoing, finished.canvas, INK);
  if (isDrawing) paintCanvas(outgoing, canvas.upper, canvas.tool.colour);
  return outgoing.canvas.toDataURL();
}

// One image of these objects, as sharp as the canvas.
function flatten(objects, side) {
  const layer = createLayer(side, side);
  for (const object of objects) paint(layer, object);
  return imageOf(layer.canvas.toDataURL(), side, side);
}

// What the server says: which message it has, and a picture that it places on the canvas.
function update(pad, data, setTriggerValue) {
  Object.assign(pad, { data, setTriggerValue });
  pad.messages.receive(data.acknowledged);
  if (!pad.canvas) return;
  pad.canvas.setDark(isDark(pad.root));
  if (data.placed.number <= pad.placed || pad.isDrawing) return;
  pad.placed = data.placed.number;
  bringIntoView(pad.canvas.upper); // who takes a drawing from further down the page wants to see it here
  replace(pad, layPicture(pad.drawing, imageOf(data.placed.picture, data.shown_side, data.side)));
}
