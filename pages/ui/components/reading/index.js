// What the network receives and says, changed in place: it follows the pen ten times a second, which plotly is too slow for.

import { isDark } from "../shared/theme.js";

function draw(canvas, pixels, ink) {
  const context = canvas.getContext("2d");
  const picture = context.createImageData(28, 28);
  for (let i = 0; i < pixels.length; i += 1) picture.data.set([...ink, pixels.charCodeAt(i)], 4 * i);
  context.putImageData(picture, 0, 0);
}

function rows(list) {
  while (list.childElementCount < 10) {
    const row = document.createElement("li");
    row.innerHTML = `<span>${list.childElementCount}</span><div class="way"><div class="bar"></div></div><span class="text"></span>`;
    list.append(row);
  }
  return [...list.children];
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".reading");
  const ink = getComputedStyle(root).color.match(/\d+/g).map(Number);
  const dark = isDark(root);
  const canvas = root.querySelector("canvas");
  root.style.setProperty("--model", data.model[Number(dark)]);
  root.style.setProperty("--other", data.other[Number(dark)]);
  canvas.setAttribute("aria-label", data.alt);
  root.querySelector("h3").textContent = data.answer;
  root.querySelector("p").textContent = data.note;
  draw(canvas, atob(data.pixels), ink.slice(0, 3));
  rows(root.querySelector("ol")).forEach((row, digit) => {
    const chance = data.chances[digit] ?? 0;
    row.classList.toggle("most", digit === data.digit);
    row.title = data.texts.length ? `digit ${digit}: ${chance.toFixed(4)}` : "";
    row.querySelector(".bar").style.transform = `scaleX(${chance})`;
    row.querySelector(".text").textContent = data.texts[digit] ?? "";
  });
}
