// The canvas of streamlit-drawable-canvas, on which the visitor draws: found on the page, and driven by the package's own module in the
// way in which Streamlit drives it. All that is relied on of that package's inside is in this file; tests/e2e/test_drawable_canvas.py
// says which of it another version has changed.

import { INK } from "./painting.js";

const FIXED_ARGUMENTS = {
  fillColor: "#eee",
  backgroundColor: "",
  backgroundImageURL: null,
  realtimeUpdateStreamlit: true,
  drawingMode: "freedraw",
  displayRadius: 3,
  returnImageData: false,
  disabled: false,
  backgroundImageFit: "stretch",
  maxDisplayHeight: null,
  fontSize: 20,
  label: "",
};
const PYTHONS_DRAWING = { objects: [], background: "" }; // the `initial_drawing` of the page's call, as the package completes it
const UPPER = "canvas.upper-canvas"; // the stroke under the pen; it takes mouse and touch
const MOUNTED = ".canvas-root"; // what Streamlit gives the package to mount in
const REPORT = "[aria-label='Update the app with this drawing']"; // pressed, the package says at once what is drawn
const SHOWN_WITHIN_MS = 2000; // else something has gone wrong, and the pen is let in again

const STYLE = `
  .canvas-root { width: var(--shown); height: var(--shown); position: relative; overflow: hidden; }
  .canvas-root::after { content: ""; position: absolute; z-index: 30; inset: 0; pointer-events: none; border: 1px solid var(--st-border-color); }
  .dc-root { width: var(--side) !important; max-width: none !important; transform: scale(var(--scale)); transform-origin: 0 0; }
  .dc-root { touch-action: none; user-select: none; -webkit-user-select: none; -webkit-tap-highlight-color: transparent; }
  .dc-toolbar { display: none !important; }
  .dc-scroll { overflow: hidden !important; }
  .dc-canvas { outline: none; cursor: crosshair !important; scroll-margin: 310px; } /* in the canvas's own px: its heading and the page's navigation */
  .dc-canvas.lower-canvas { background: #fff; }
  .dark .dc-container { filter: invert(0.93); } /* about the page's own paper and ink */
`;

let isPressed = false; // a mouse button or a finger, anywhere on the page
for (const [name, value] of Object.entries({ pointerdown: true, pointerup: false, pointercancel: false }))
  window.addEventListener(name, () => (isPressed = value), true);

// The canvas that Python calls `key`, once it is on the page and no stroke is drawn on it; null when `isWanted()` is no longer so.
export function findCanvas(key, isWanted) {
  return new Promise((resolve) => {
    const look = () => {
      const root = [...document.querySelectorAll(`.st-key-${key} *`)].map((element) => element.shadowRoot).find(Boolean);
      if ((root?.querySelector(UPPER) && !isPressed) || !isWanted()) resolve(isWanted() ? root : null);
      else requestAnimationFrame(look);
    };
    look();
  });
}

// The canvas that is mounted in `root`, a shadow root, as the package's module `render` drives it.
export class Drawable {
  #root;
  #render;
  #side;
  #onReport = () => {}; // is given the objects on the canvas when the package says what is drawn

  // `side`, `penWidth`: what Python calls `st_canvas` with, in px. `shownSide`: how large it is on the page.
  constructor(root, render, { side, penWidth, shownSide }) {
    [this.#root, this.#render, this.#side] = [root, render, side];
    this.upper = root.querySelector(UPPER);
    this.tool = { colour: INK, width: penWidth };
    addStyle(root, side, shownSide);
  }

  // Draw on with this colour and width. Not while the pen is down: it would lose its stroke.
  setTool(colour, width) {
    this.tool = { colour, width };
    this.#drive(PYTHONS_DRAWING);
  }

  // The objects on the canvas.
  read() {
    let objects = [];
    const before = this.#onReport;
    this.#onReport = (reported) => (objects = reported);
    this.#drive(PYTHONS_DRAWING);
    this.#root.querySelector(REPORT).click();
    this.#onReport = before;
    return objects;
  }

  // Let the pen draw, or not.
  setOpen(isOpen) {
    this.upper.style.pointerEvents = isOpen ? "" : "none";
  }

  // Show these objects instead; resolves when they are there. Not while the pen is down.
  async show(objects) {
    let timer = 0;
    await new Promise((resolve) => {
      timer = setTimeout(resolve, SHOWN_WITHIN_MS); // the page's script may have called the package in between
      this.#onReport = resolve;
      this.#drive(withJson([], "a drawing that is not Python's"));
      this.#drive(withJson(objects, PYTHONS_DRAWING));
    });
    clearTimeout(timer);
    this.#onReport = () => {};
  }

  setDark(isDark) {
    this.#root.querySelector(MOUNTED).classList.toggle("dark", isDark);
  }

  // As Streamlit calls the package.
  #drive(initialDrawing) {
    const setStateValue = (name, value) => name === "drawing" && this.#onReport(value.raw.objects);
    const sizes = { canvasWidth: this.#side, canvasHeight: this.#side };
    const tool = { strokeWidth: this.tool.width, strokeColor: this.tool.colour };
    this.#render({ data: { ...FIXED_ARGUMENTS, ...sizes, ...tool, initialDrawing }, parentElement: this.#root, setStateValue });
  }
}

// A drawing whose JSON is that of another. The package loads a drawing when its JSON is another than last time. Streamlit gives it
// Python's again at a change of theme: it shall find that it has that one, and leave the canvas alone, also under the pen.
function withJson(objects, json) {
  return Object.defineProperty({ objects, background: "" }, "toJSON", { value: () => json });
}

function addStyle(root, side, shownSide) {
  const { style } = root.querySelector(MOUNTED);
  style.setProperty("--side", `${side}px`);
  style.setProperty("--shown", `${shownSide}px`);
  style.setProperty("--scale", shownSide / side);
  const sheet = root.querySelector("style.ours") ?? document.createElement("style");
  sheet.className = "ours";
  sheet.textContent = STYLE;
  root.append(sheet);
}

// Calls `press()` before the package hears of a press, then `start()`, `move()` and `end()`, each after the package's own listener: it
// listens on the canvas and on the document.
export function listen({ upper }, { press, start, move, end }) {
  let isDown = false;
  const begin = (event) => {
    if (event.button > 0 || isDown) return;
    isDown = true;
    start();
  };
  const goOn = () => isDown && move();
  const finish = (event) => {
    if (!upper.isConnected) for (const [name, handler] of Object.entries(onWindow)) window.removeEventListener(name, handler);
    if (!isDown || event.touches?.length || event.button > 0) return;
    isDown = false;
    end();
  };
  const onWindow = { mousemove: goOn, touchmove: goOn, mouseup: finish, touchend: finish };
  for (const [name, handler] of Object.entries(onWindow)) window.addEventListener(name, handler);
  upper.addEventListener("pointerdown", () => !isDown && press());
  upper.addEventListener("mousedown", begin);
  upper.addEventListener("touchstart", begin);
  upper.addEventListener("touchend", liftLast);
  upper.addEventListener("touchcancel", liftLast);
}

// The package waits until no finger is left on all of the page, and does not hear of a touch that is interrupted: it is told that the
// last finger on the canvas was the last of all, and lifted.
function liftLast(event) {
  const isPlain = event.type === "touchend" && event.touches.length === 0;
  if (isPlain || event.targetTouches.length > 0) return;
  const changedTouches = [...event.changedTouches];
  event.target.dispatchEvent(new TouchEvent("touchend", { changedTouches, bubbles: true, composed: true }));
}
