// Two losses race between two classes of points: one race per mounted element, taken over from Python when Python has newer settings.

import { clearSizes, nearestPoint, pointerPosition } from "../shared/svg.js";
import { applyColours } from "../shared/theme.js";
import { LIMIT, drawRace } from "./draw.js";
import { RACERS, standing, wrongStart } from "./model.js";

const REST_MS = 250; // without a change, before the settings are reported
const STEP_MS = 40; // between two steps while it plays
const MAX_STEPS = 600;
const RECOVERED = 0.9; // accuracy
const races = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".race");
  let race = races.get(root);
  if (!race) races.set(root, (race = { revision: null, guess: null }));
  race.send = (settings) => setStateValue("settings", settings);
  applyColours(root, data.colours, parentElement);
  if (data.revision !== race.revision) {
    const { x, y, start } = data.settings;
    Object.assign(race, { revision: data.revision, start, points: x.map((each, i) => [each, y[i], Number(i < x.length / 2)]) });
    restart(race, root);
  }
  if (!race.observer) listen(race, root);
  draw(race, root);
  return () => {
    pause(race, root);
    race.observer.disconnect();
  };
}

function listen(race, root) {
  race.observer = new ResizeObserver(() => {
    clearSizes(root);
    draw(race, root);
  });
  race.observer.observe(root);
  const start = root.querySelector(".start");
  start.oninput = () => change(race, root, { start: Number(start.value) });
  root.querySelector(".play").onclick = () => (race.playing ? pause(race, root) : play(race, root));
  root.querySelector(".step").onclick = () => {
    pause(race, root);
    step(race, root);
  };
  root.querySelector(".reset").onclick = () => {
    restart(race, root);
    draw(race, root);
  };
  for (const button of root.querySelectorAll(".guesses button")) {
    button.onclick = () => {
      race.guess = button.value;
      draw(race, root);
    };
  }
  const svg = root.querySelector(".plane");
  let held = null;
  svg.onpointerdown = (event) => {
    if (event.button !== 0) return;
    held = nearestPoint(race.points, svg.frame, event);
    if (held !== null) svg.setPointerCapture(event.pointerId);
  };
  svg.onpointermove = (event) => {
    if (held === null || !svg.hasPointerCapture(event.pointerId)) return;
    const [px, py] = pointerPosition(event);
    const within = (value) => Number(Math.min(LIMIT, Math.max(-LIMIT, value)).toFixed(2));
    const place = [within(svg.frame.x(px)), within(svg.frame.y(py))];
    change(race, root, { points: race.points.map((point, i) => (i === held ? [...place, point[2]] : point)) });
  };
}

function change(race, root, settings) {
  Object.assign(race, settings);
  restart(race, root);
  draw(race, root);
  clearTimeout(race.resting);
  race.resting = setTimeout(() => {
    const [x, y] = [0, 1].map((axis) => race.points.map((point) => point[axis]));
    if (root.isConnected) race.send({ x, y, start: race.start, revision: race.revision });
  }, REST_MS);
}

function restart(race, root) {
  pause(race, root);
  const weights = wrongStart(race.points, race.start);
  race.paths = Object.fromEntries(RACERS.map((loss) => [loss, [standing(loss, race.points, weights)]]));
}

function play(race, root) {
  if (race.paths[RACERS[0]].length > MAX_STEPS) restart(race, root);
  race.playing = setInterval(() => (root.isConnected ? step(race, root) : pause(race, root)), STEP_MS);
  root.querySelector(".play").textContent = "Pause";
}

function pause(race, root) {
  clearInterval(race.playing);
  race.playing = null;
  root.querySelector(".play").textContent = "Play";
}

function step(race, root) {
  for (const loss of RACERS) race.paths[loss].push(standing(loss, race.points, race.paths[loss].at(-1).next));
  if (race.paths[RACERS[0]].length > MAX_STEPS) pause(race, root);
  draw(race, root);
}

function draw(race, root) {
  root.querySelector(".start").value = race.start;
  root.querySelector(".start + output").textContent = race.start.toFixed(1);
  for (const button of root.querySelectorAll(".guesses button")) button.classList.toggle("chosen", button.value === race.guess);
  drawRace(race, root);
  root.querySelector(".verdict").textContent = verdict(race);
}

function verdict({ paths, guess }) {
  const steps = paths[RACERS[0]].length - 1;
  const recovered = RACERS.filter((loss) => paths[loss].at(-1).accuracy >= RECOVERED);
  if (steps < MAX_STEPS && recovered.length < RACERS.length) return "";
  const outcome = recovered.length === 2 ? "both" : (recovered[0] ?? "none");
  const words = {
    both: `Both read 90 % right after ${steps} steps.`,
    cross_entropy: `After ${steps} steps only cross-entropy has recovered.`,
    softmax_mse: `After ${steps} steps only squared error has recovered.`,
    none: `After ${steps} steps neither has recovered.`,
  }[outcome];
  if (!guess) return words;
  return guess === outcome ? `${words} As you said.` : `${words} You said otherwise.`;
}
