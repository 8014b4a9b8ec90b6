import {
  EMPTY,
  MAX_OPERATIONS,
  append,
  clear,
  extend,
  isBlank,
  mergeOlderHalf,
  newStroke,
  redo,
  undo,
  visible,
} from "../../../pages/ui/components/canvas/operations.js";
import { equal } from "./assert.js";

const drawn = (...names) => names.reduce((drawing, name) => append(drawing, { points: name }), EMPTY);
const names = (drawing) => visible(drawing).map(({ points }) => points);

export const tests = {
  "undo hides the last operation and redo shows it again"() {
    equal(names(undo(drawn("a", "b"))), ["a"]);
    equal(names(redo(undo(drawn("a", "b")))), ["a", "b"]);
  },
  "undo and redo stop at the ends"() {
    equal(undo(EMPTY), EMPTY);
    equal(redo(drawn("a")), drawn("a"));
  },
  "an operation after undo replaces what was undone"() {
    equal(names(redo(append(undo(drawn("a", "b")), { points: "c" }))), ["a", "c"]);
  },
  "a cleared drawing is blank, and undo brings it back"() {
    equal(isBlank(EMPTY), true);
    equal(isBlank(clear(drawn("a"))), true);
    equal(isBlank(undo(clear(drawn("a")))), false);
  },
  "only a drawing that is too long is merged, its older half into one picture"() {
    const full = drawn(...Array(MAX_OPERATIONS).fill("a"));
    equal(mergeOlderHalf(full, () => "never") === full, true);
    const merged = mergeOlderHalf(append(full, { points: "last" }), (older) => `${older.length} flattened`);
    equal(merged.operations[0], { picture: "151 flattened" });
    equal([merged.operations.length, merged.position, names(merged).at(-1)], [151, 151, "last"]);
  },
  "a point close to the last one adds nothing to a stroke"() {
    const stroke = newStroke(false, [10, 10]);
    equal([extend(stroke, [11, 11]), extend(stroke, [12, 10])], [false, true]);
    equal(stroke.points, [10, 10, 12, 10]);
  },
  "the eraser is wider than the pen"() {
    equal(newStroke(true, [0, 0]).width > newStroke(false, [0, 0]).width, true);
  },
};
