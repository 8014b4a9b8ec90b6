// The tools of the canvas: one pad per mounted element.

import { createPad } from "./pad.js";

const pads = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".tools");
  if (!pads.has(root)) pads.set(root, createPad(root, data));
  pads.get(root).update(data, setTriggerValue);
}
