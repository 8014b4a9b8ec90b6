// Ten logits to drag, with what softmax and cross-entropy make of them.

import { format, signedNumber } from "../shared/format.js";
import { mount, reportSoon } from "../shared/settings.js";
import { crossEntropy } from "../shared/softmax.js";

const LIMIT = 8; // of logits

export default (component) => mount(component, ".logits", { take: (table, settings) => (table.settings = settings), listen, draw });

function listen(table) {
  const { root } = table;
  const set = (settings) => change(table, settings);
  root.querySelector("tbody").replaceChildren(...table.settings.logits.map((_, digit) => rowOf(table, digit, set)));
  const heat = root.querySelector(".heat input");
  heat.oninput = () => set({ temperature: Number(heat.value) });
  root.querySelector(".step button").onclick = () => {
    const { logits, digit, temperature } = table.settings;
    const { gradient } = crossEntropy(logits, digit, temperature);
    set({ logits: logits.map((z, i) => z - gradient[i]) });
  };
}

function rowOf(table, digit, set) {
  const row = document.createElement("tr");
  row.innerHTML = `<td><label><input type="radio" name="digit" aria-label="The true class is ${digit}">${digit}</label></td>
    <td><div class="cell"><input type="range" min="${-LIMIT}" max="${LIMIT}" step="0.1" aria-label="Logit of ${digit}"><output></output></div></td>
    <td><div class="cell"><div class="way chance"><i></i></div><output></output></div></td>
    <td><div class="cell"><div class="way arrow"><i></i></div><output></output></div></td>`;
  const [radio, slider] = row.querySelectorAll("input");
  radio.onchange = () => set({ digit });
  slider.oninput = () => set({ logits: table.settings.logits.map((z, i) => (i === digit ? Number(slider.value) : z)) });
  return row;
}

function change(table, settings) {
  Object.assign(table.settings, settings);
  table.settings.logits = table.settings.logits.map((z) => Number(Math.min(LIMIT, Math.max(-LIMIT, z)).toFixed(3)));
  draw(table);
  reportSoon(table, table.settings);
}

function draw({ root, settings: { logits, digit, temperature } }) {
  const { chances, loss, gradient } = crossEntropy(logits, digit, temperature);
  [...root.querySelector("tbody").children].forEach((row, i) => {
    const [radio, slider] = row.querySelectorAll("input");
    const [z, chance, slope] = row.querySelectorAll("output");
    const [bar, arrow] = row.querySelectorAll("i");
    row.className = i === digit ? "true" : "";
    radio.checked = i === digit;
    slider.value = logits[i];
    [z.textContent, chance.textContent, slope.textContent] = [signedNumber(logits[i]), format(chances[i]), signedNumber(gradient[i])];
    bar.style.width = `${100 * chances[i]}%`;
    drawArrow(arrow, gradient[i] * temperature);
  });
  root.querySelector(".heat input").value = temperature;
  root.querySelector(".heat output").textContent = temperature.toFixed(2);
  const isPlain = temperature === 1;
  root.querySelector(".chances").textContent = isPlain ? "ŷ = softmax(z)" : "ŷ = softmax(z / temperature)";
  root.querySelector(".slopes").textContent = isPlain ? "∂L/∂z = ŷ − y" : "∂L/∂z = (ŷ − y) / temperature";
  root.querySelector(".sum").innerHTML =
    `L = −Σ<sub>d</sub> y<sub>d</sub> log ŷ<sub>d</sub>: nine of the ten y are 0, and −log ŷ<sub>${digit}</sub> = −log ${format(chances[digit])} = <b>${format(loss)}</b> nats is left.`;
}

// The way in which a step moves the logit: against the gradient, from the middle.
function drawArrow(arrow, gradient) {
  const share = 40 * Math.min(1, Math.abs(gradient));
  arrow.style.width = `${share}%`;
  arrow.style.left = `${gradient < 0 ? 50 : 50 - share}%`;
  arrow.className = share < 1 ? "none" : gradient < 0 ? "up" : "down";
}
