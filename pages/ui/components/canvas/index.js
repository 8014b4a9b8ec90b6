// The canvas. A drawing is a list of operations (a stroke, a picture laid on, a clearing) of which the first `at` are to be seen:
// undo and redo move `at`. All of it happens here, at the pen's speed; the server is told of it and answers with its reading.

const SIDE = 280; // px
const PEN = 18; // px: on a digit of 180 px that is MNIST's stroke
const ERASER = 40; // px
const NEAR = 2; // px: a point this close to the last one adds nothing
const MOST = 300; // operations
const PAUSE_MS = 80; // between two words while the pen moves
const PATIENCE_MS = 2000; // then a word that was not heard is said again
const REST_MS = 1000; // longer than between two strokes of a digit: then what takes longer, and holds the browser, may follow

function layer(ratio, canvas = document.createElement("canvas")) {
  canvas.width = canvas.height = Math.round(SIDE * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.lineCap = context.lineJoin = "round";
  return context;
}

function wipe(context) {
  context.globalCompositeOperation = "source-over";
  context.clearRect(0, 0, SIDE, SIDE);
}

// A smooth line: between the middles of its legs, bent towards its points.
function trace(context, { width, erase, points }, ink) {
  context.globalCompositeOperation = erase ? "destination-out" : "source-over";
  context.lineWidth = width;
  context.strokeStyle = ink;
  context.beginPath();
  let [x, y] = points;
  context.moveTo(x, y);
  for (let i = 2; i < points.length; i += 2) {
    const [nextX, nextY] = [points[i], points[i + 1]];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
    [x, y] = [nextX, nextY];
  }
  context.lineTo(x + 0.01, y); // a dot is a line, too
  context.stroke();
}

function makePad(root, data) {
  const find = (name) => root.querySelector(`.${name}`);
  const canvas = find("pad");
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  const screen = layer(ratio, canvas); // what is seen
  const dry = layer(ratio); // all that is finished
  const sent = layer(1); // what the server gets
  const images = new Map();
  // What is drawn outlives a page change here, with the last word: the server may not have looked at it yet.
  let { operations, at, laid, word } = window.lectureDrawing ?? { operations: [], at: 0, laid: 0, word: { number: data.heard } };
  let [ink, stroke, pointer] = ["#000", null, null];
  let [heard, rung, saidAt, changed, timer] = [data.heard, word.number, 0, false, 0];
  let tell = {};

  function image(source) {
    if (!images.has(source)) {
      const picture = new Image();
      picture.onload = redraw;
      picture.src = source;
      images.set(source, picture);
    }
    return images.get(source);
  }

  function lay(context, { clear, picture, ...line }) {
    if (line.points) return trace(context, line, ink);
    wipe(context);
    if (clear || !image(picture).complete) return undefined;
    context.drawImage(image(picture), 0, 0, SIDE, SIDE);
    context.globalCompositeOperation = "source-in"; // its ink in the page's colour
    context.fillStyle = ink;
    return context.fillRect(0, 0, SIDE, SIDE);
  }

  function redraw() {
    wipe(dry);
    for (const operation of operations.slice(0, at)) lay(dry, operation);
    refresh();
  }

  function refresh() {
    wipe(screen);
    screen.drawImage(dry.canvas, 0, 0, SIDE, SIDE);
    if (stroke) trace(screen, stroke, ink);
    find("clear").disabled = isBlank();
    find("undo").disabled = at === 0;
    find("redo").disabled = at === operations.length;
  }

  const isBlank = () => !stroke && (at === 0 || Boolean(operations[at - 1].clear));

  function picture() {
    if (isBlank()) return "";
    wipe(sent);
    sent.drawImage(canvas, 0, 0, SIDE, SIDE);
    return sent.canvas.toDataURL();
  }

  // ---- Word to the server: newest first, one at a time while the pen moves, again if it is not heard.

  function say() {
    changed = false;
    word = { number: word.number + 1, picture: picture() };
    window.lectureDrawing = stroke
      ? { operations: [...operations.slice(0, at), stroke], at: at + 1, laid, word }
      : { operations, at, laid, word };
    send();
  }

  function send() {
    if (!canvas.isConnected) return;
    saidAt = performance.now();
    tell("drawing", word);
    clearTimeout(timer);
    timer = setTimeout(send, PATIENCE_MS);
  }

  function hear(last) {
    const forgotten = last < heard; // another server, or a session that was given up
    heard = last;
    if (forgotten) rung = -1;
    if (forgotten || (heard < word.number && !saidAt)) return send();
    if (heard < word.number) return undefined;
    clearTimeout(timer);
    if (!stroke && rung < word.number) timer = setTimeout(ring, REST_MS);
    return undefined;
  }

  function ring() {
    if (stroke || !canvas.isConnected) return;
    rung = word.number;
    window.lectureBells?.[data.bell]?.();
  }

  function follow() {
    if (!stroke) return;
    if (changed) refresh();
    if (changed && heard >= word.number && performance.now() - saidAt >= PAUSE_MS) say();
    requestAnimationFrame(follow);
  }

  // ---- Changes

  function add(operation) {
    operations = [...operations.slice(0, at), operation];
    at = operations.length;
    forget();
  }

  // The older half becomes one picture: what is seen stays, what was undone long ago is gone.
  function forget() {
    if (operations.length <= MOST) return;
    const half = Math.ceil(operations.length / 2);
    const older = layer(ratio);
    for (const operation of operations.slice(0, half)) lay(older, operation);
    operations = [{ picture: older.canvas.toDataURL() }, ...operations.slice(half)];
    at = operations.length;
    images.clear();
    for (const operation of operations) if (operation.picture) image(operation.picture);
  }

  function go(to) {
    at = Math.max(0, Math.min(to, operations.length));
    redraw();
    say();
  }

  function point({ clientX, clientY }) {
    const box = canvas.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top].map((z) => Math.round((z * SIDE * 10) / box.width) / 10);
  }

  canvas.onpointerdown = (event) => {
    if (stroke || event.button > 0) return; // a second finger does not draw
    canvas.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    const erase = find("eraser").checked;
    stroke = { width: erase ? ERASER : PEN, erase, points: point(event) };
    changed = true;
    requestAnimationFrame(follow);
  };
  canvas.onpointermove = (event) => {
    if (!stroke || event.pointerId !== pointer) return;
    const { points } = stroke;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const each of passed.length ? passed : [event]) {
      const [x, y] = point(each);
      if (Math.hypot(x - points.at(-2), y - points.at(-1)) >= NEAR) changed = Boolean(points.push(x, y));
    }
  };
  canvas.onpointerup = canvas.onpointercancel = (event) => {
    if (!stroke || event.pointerId !== pointer) return;
    const finished = stroke;
    stroke = null;
    lay(dry, finished);
    add(finished);
    refresh();
    say();
  };
  find("undo").onclick = () => go(at - 1);
  find("redo").onclick = () => go(at + 1);
  find("clear").onclick = () => {
    add({ clear: true });
    go(at);
  };

  return {
    update(news, setTriggerValue) {
      tell = setTriggerValue;
      const colour = getComputedStyle(canvas).color;
      if (colour !== ink) {
        ink = colour;
        redraw();
      }
      hear(news.heard);
      if (news.laid.number <= laid) return;
      laid = news.laid.number;
      add({ picture: news.laid.picture });
      image(news.laid.picture)
        .decode()
        .then(() => go(at));
    },
  };
}

const pads = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".sheet");
  if (!pads.has(root)) pads.set(root, makePad(root, data));
  pads.get(root).update(data, setTriggerValue);
}
