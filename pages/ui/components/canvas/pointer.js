// Mouse, pen and finger: one stroke at a time, from the first pointer that touches the canvas.

import { SIDE } from "./painting.js";

// Calls `start(point)`, `move(points)` and `end()`; a second finger does not draw.
export function listenToPointer(canvas, { start, move, end }) {
  let active = null;

  function pointOf({ clientX, clientY }) {
    const box = canvas.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top].map((distance) => Math.round((distance * SIDE * 10) / box.width) / 10);
  }

  canvas.onpointerdown = (event) => {
    if (active !== null || event.button > 0) return;
    canvas.setPointerCapture(event.pointerId);
    active = event.pointerId;
    start(pointOf(event));
  };
  canvas.onpointermove = (event) => {
    if (event.pointerId !== active) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    move((passed.length ? passed : [event]).map(pointOf));
  };
  canvas.onpointerup = canvas.onpointercancel = (event) => {
    if (event.pointerId !== active) return;
    active = null;
    end();
  };
}
