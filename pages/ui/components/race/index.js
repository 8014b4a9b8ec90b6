// Two losses race between two classes of points: played, stepped, guessed at; points and start are the visitor's.

import { mount, reportSoon } from "../shared/settings.js";
import { nearestPoint, pointerPosition } from "../shared/svg.js";
import { LIMIT, drawRace } from "./draw.js";
import { RACERS, standing, wrongStart } from "./model.js";

const STEP_MS = 40; // between two steps while it plays
const MAX_STEPS = 600;
const RECOVERED = 0.9; // accuracy

export default (component) => mount(component, ".race", { take, listen, draw });

function take(race, { x, y, start }) {
  Object.assign(race, { start, points: x.map((each, i) => [each, y[i], Number(i < x.length / 2)]) });
  restart(race);
}

function listen(race) {
  const { root } = race;
  const start = root.querySelector(".start");
  start.oninput = () => change(race, { start: Number(start.value) });
  root.querySelector(".play").onclick = () => (race.playing ? pause(race) : play(race));
  root.querySelector(".step").onclick = () => {
    pause(race);
    step(race);
  };
  root.querySelector(".reset").onclick = () => {
    restart(race);
    draw(race);
  };
  for (const button of root.querySelectorAll(".guesses button")) {
    button.onclick = () => {
      race.guess = button.value;
      race.isLate = outcomeOf(race) !== null; // the answer is there already
      draw(race);
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
    change(race, { points: race.points.map((point, i) => (i === held ? [...place, point[2]] : point)) });
  };
}

function change(race, settings) {
  Object.assign(race, settings);
  restart(race);
  draw(race);
  report(race);
}

function report(race) {
  const [x, y] = [0, 1].map((axis) => race.points.map((point) => point[axis]));
  reportSoon(race, { x, y, start: race.start, guess: race.isLate ? null : (race.guess ?? null), outcome: outcomeOf(race)?.name ?? null });
}

function restart(race) {
  pause(race);
  const weights = wrongStart(race.points, race.start);
  race.isLate = false;
  race.paths = Object.fromEntries(RACERS.map((loss) => [loss, [standing(loss, race.points, weights)]]));
}

function play(race) {
  if (race.paths[RACERS[0]].length > MAX_STEPS) restart(race);
  race.playing = setInterval(() => (race.root.isConnected ? step(race) : pause(race)), STEP_MS);
  race.root.querySelector(".play").textContent = "Pause";
}

function pause(race) {
  clearInterval(race.playing);
  race.playing = null;
  race.root.querySelector(".play").textContent = "Play";
}

function step(race) {
  for (const loss of RACERS) race.paths[loss].push(standing(loss, race.points, race.paths[loss].at(-1).next));
  if (race.paths[RACERS[0]].length > MAX_STEPS) pause(race);
  draw(race);
  const isOver = outcomeOf(race) !== null;
  if (isOver && !race.wasOver && race.guess) report(race);
  race.wasOver = isOver;
}

function draw(race) {
  const { root } = race;
  root.querySelector(".start").value = race.start;
  root.querySelector(".start + output").textContent = race.start.toFixed(1);
  for (const button of root.querySelectorAll(".guesses button")) button.classList.toggle("chosen", button.value === race.guess);
  drawRace(race);
  root.querySelector(".verdict").textContent = verdict(race);
}

// What became of the race: `name` as in the guesses, and after how many steps; null while it is open.
function outcomeOf({ paths }) {
  const first = RACERS.map((loss) => paths[loss].findIndex(({ accuracy }) => accuracy >= RECOVERED)); // -1: not yet
  const recovered = RACERS.filter((_, i) => first[i] >= 0);
  const steps = recovered.length === RACERS.length ? Math.max(...first) : paths[RACERS[0]].length - 1;
  if (steps < MAX_STEPS && recovered.length < RACERS.length) return null;
  return { name: recovered.length === 2 ? "both" : (recovered[0] ?? "none"), steps };
}

function verdict(race) {
  const outcome = outcomeOf(race);
  if (!outcome) return "";
  const { name, steps } = outcome;
  const words = {
    both: `Both read 90 % right, the slower one after ${steps} ${steps === 1 ? "step" : "steps"}.`,
    cross_entropy: `After ${steps} steps only cross-entropy has recovered.`,
    softmax_mse: `After ${steps} steps only squared error has recovered.`,
    none: `After ${steps} steps neither has recovered.`,
  }[name];
  if (!race.guess) return words;
  return race.guess === name ? `${words} As you said.` : `${words} You said otherwise.`;
}
