// Play, and what each button, box and slider does.

function play(lesson, root) {
  if (lesson.playing) {
    lesson.playing = null;
    return;
  }
  if (lesson.outcome !== "running" || lesson.path.length > MOST_STEPS) startPath(lesson, lesson.path[0].line);
  if (lesson.ask && lesson.path.length === 1 && !lesson.guess) {
    lesson.asking = true;
    return;
  }
  Object.assign(lesson, { showBest: true, said: null });
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    walk(lesson, PREDICTED_STEPS);
    reveal(lesson);
  } else animate(lesson, root);
}

// Takes steps at the chosen speed until something else takes the place of this run.
function animate(lesson, root) {
  const run = {};
  let last = null;
  let owed = 1;
  lesson.playing = run;
  const tick = (now) => {
    if (lesson.playing !== run || !root.isConnected) return;
    owed += last === null ? 0 : Math.min(0.25, (now - last) / 1000) * lesson.speed;
    last = now;
    const count = Math.floor(owed);
    owed -= count;
    walk(lesson, count);
    reveal(lesson);
    if (count) draw(lesson, root);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

function listen(lesson, root, act) {
  const on = (name, event, action) => (root.querySelector(name)[`on${event}`] = action);
  const set = (changes) => {
    Object.assign(lesson, changes);
    act.redraw();
  };
  listenToPlot(lesson, root, act);
  listenToSurface(lesson, root, act);
  listenToSlider(lesson, root, act);
  listenToHover(lesson, root, act);
  on(".play", "click", act.play);
  on(".step", "click", () => act.walk(1));
  on(".many", "click", () => act.walk(stepsAsked(root)));
  on(".reset", "click", act.reset);
  on(".speed", "change", (event) => set({ speed: Number(event.target.value) }));
  on(".remove", "click", () => act.remove(lesson.selected));
  on(".show-best", "change", (event) => set({ showBest: event.target.checked }));
  on(".hint", "click", () => set({ hint: !lesson.hint }));
  on(".standardise", "change", (event) => act.standardise(event.target.checked));
  on(".batch", "change", (event) => act.batch(Number(event.target.value)));
  on(".ask", "change", (event) => set({ ask: event.target.checked, asking: false, guess: null }));
  for (const name of ["w", "b"]) {
    on(`.hand-${name}`, "input", (event) => act.startAt({ ...lesson.path.at(-1).line, [name]: Number(event.target.value) }));
    on(`.hand-${name}`, "change", act.settleStart);
  }
}

function stepsAsked(root) {
  const count = Math.round(Number(root.querySelector(".count").value)) || 100;
  return Math.min(MOST_STEPS, Math.max(1, count));
}
