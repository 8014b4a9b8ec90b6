// A drawing as a list of operations (a stroke, a picture laid on, a clearing) of which the first `position` are to be seen.
// Pure: every function returns a new drawing.

export const MAX_OPERATIONS = 300;
export const MIN_DISTANCE = 2; // px: a point this close to the last one adds nothing
const PEN_WIDTH = 18; // px: on a digit of 180 px that is MNIST's stroke
const ERASER_WIDTH = 40; // px

export const EMPTY = { operations: [], position: 0 };

export function visible({ operations, position }) {
  return operations.slice(0, position);
}

// What was undone before is gone.
export function append(drawing, operation) {
  const operations = [...visible(drawing), operation];
  return { operations, position: operations.length };
}

export function clear(drawing) {
  return append(drawing, { clear: true });
}

export function undo({ operations, position }) {
  return { operations, position: Math.max(0, position - 1) };
}

export function redo({ operations, position }) {
  return { operations, position: Math.min(operations.length, position + 1) };
}

export function canUndo({ position }) {
  return position > 0;
}

export function canRedo({ operations, position }) {
  return position < operations.length;
}

export function isBlank({ operations, position }) {
  return position === 0 || Boolean(operations[position - 1].clear);
}

// The older half becomes one picture, `flatten(operations)` as a URL: what is seen stays, and can no longer be undone.
export function mergeOlderHalf(drawing, flatten) {
  const { operations } = drawing;
  if (operations.length <= MAX_OPERATIONS) return drawing;
  const half = Math.ceil(operations.length / 2);
  const merged = [{ picture: flatten(operations.slice(0, half)) }, ...operations.slice(half)];
  return { operations: merged, position: merged.length };
}

export function newStroke(erase, point) {
  return { width: erase ? ERASER_WIDTH : PEN_WIDTH, erase, points: [...point] };
}

// Adds the point to the stroke, unless it is where the pen is already; returns whether it did.
export function extend({ points }, [x, y]) {
  if (Math.hypot(x - points.at(-2), y - points.at(-1)) < MIN_DISTANCE) return false;
  points.push(x, y);
  return true;
}
