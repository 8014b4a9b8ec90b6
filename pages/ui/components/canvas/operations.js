// A drawing as a list of operations, of which the first `position` are to be seen. Each adds objects of the canvas, or with `replaces`
// shows only its own: a stroke is one path, a picture laid on it one image that replaces, a clearing replaces by nothing.
// Pure: every function returns a new drawing.

export const MAX_OPERATIONS = 300;

export const EMPTY = { operations: [], position: 0 };

export function objectsOf({ operations, position }) {
  const visible = operations.slice(0, position);
  const begin = visible.findLastIndex(({ replaces }) => replaces);
  return visible.slice(Math.max(0, begin)).flatMap(({ objects }) => objects);
}

// What was undone before is gone.
export function append({ operations, position }, operation) {
  const all = [...operations.slice(0, position), operation];
  return { operations: all, position: all.length };
}

export function addStroke(drawing, path) {
  return append(drawing, { objects: [path] });
}

export function layPicture(drawing, image) {
  return append(drawing, { objects: [image], replaces: true });
}

export function clear(drawing) {
  return append(drawing, { objects: [], replaces: true });
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

export function isBlank(drawing) {
  return objectsOf(drawing).length === 0;
}

// Of too many operations the older half becomes one image, `flatten(objects)`: what is seen stays, and can no longer be undone.
export function mergeOlderHalf(drawing, flatten) {
  const { operations } = drawing;
  if (operations.length <= MAX_OPERATIONS) return drawing;
  const half = Math.ceil(operations.length / 2);
  const merged = { objects: [flatten(objectsOf({ operations, position: half }))], replaces: true };
  const shorter = [merged, ...operations.slice(half)];
  return { operations: shorter, position: shorter.length };
}
