import {
  EMPTY,
  MAX_OPERATIONS,
  addStroke,
  canRedo,
  canUndo,
  clear,
  isBlank,
  layPicture,
  mergeOlderHalf,
  objectsOf,
  redo,
  undo,
} from "../../../pages/ui/components/canvas/operations.js";
import { equal } from "./assert.js";

const drawn = (...paths) => paths.reduce(addStroke, EMPTY);

export const tests = {
  "undo hides the last operation and redo shows it again"() {
    equal(objectsOf(undo(drawn("a", "b"))), ["a"]);
    equal(objectsOf(redo(undo(drawn("a", "b")))), ["a", "b"]);
  },
  "undo and redo stop at the ends, and say so"() {
    equal(undo(EMPTY), EMPTY);
    equal(redo(drawn("a")), drawn("a"));
    equal([canUndo(EMPTY), canUndo(drawn("a")), canRedo(drawn("a")), canRedo(undo(drawn("a")))], [false, true, false, true]);
  },
  "an operation after undo replaces what was undone"() {
    equal(objectsOf(redo(addStroke(undo(drawn("a", "b")), "c"))), ["a", "c"]);
  },
  "a cleared drawing is blank, and undo brings it back"() {
    equal(isBlank(EMPTY), true);
    equal(isBlank(clear(drawn("a"))), true);
    equal(objectsOf(undo(clear(drawn("a")))), ["a"]);
  },
  "a picture lies in place of what was drawn before, and strokes lie on it"() {
    equal(objectsOf(addStroke(layPicture(drawn("a", "b"), "picture"), "c")), ["picture", "c"]);
    equal(objectsOf(undo(layPicture(drawn("a", "b"), "picture"))), ["a", "b"]);
  },
  "only a drawing that is too long is merged, its older half into one picture"() {
    const full = drawn(...Array(MAX_OPERATIONS).keys());
    equal(mergeOlderHalf(full, () => "never") === full, true);
    const merged = mergeOlderHalf(addStroke(full, "last"), (older) => `${older.length} flattened`);
    equal([merged.operations.length, merged.position], [151, 151]);
    equal([objectsOf(merged)[0], objectsOf(merged).at(-1)], ["151 flattened", "last"]);
  },
};
