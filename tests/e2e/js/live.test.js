import { asNumbers } from "../../../pages/ui/components/shared/numbers.js";
import { rowsAfter } from "../../../pages/ui/components/shared/rows.js";
import { join, makeGrowable, pointsOf } from "../../../pages/ui/components/figure/grow.js";
import { delay, isNew } from "../../../pages/ui/components/follow/pace.js";
import { deliver, follow, unfollow } from "../../../pages/ui/components/shared/runs.js";
import { equal } from "./assert.js";

const STEPS = { number: [3, 5, 6], step: [1, 2, 3], loss: [2, 1, null] };
const DATA = { on: ["status", "epoch"], tokens: { a: { status: "1 running", epoch: "2" } }, spread_ms: 2000, min_ms_between: 5000 };

const message = (run, attempt, after, numbers) => ({
  run,
  attempt,
  after,
  number: numbers.at(-1),
  tokens: {},
  rows: { Step: { number: numbers } },
});

// A follower in the page, and all the rows that it was told.
function follower(positions) {
  const element = document.body.appendChild(document.createElement("p"));
  const told = [];
  follow(element, positions, (_, rows) => told.push(...(rows.Step?.number ?? [])));
  const leave = () => {
    unfollow(element);
    element.remove();
  };
  return { told, leave };
}

export const tests = {
  "only rows after a number are taken, and no kind without any"() {
    const kinds = { Step: STEPS, Epoch: { number: [4], epoch: [1] } };
    equal(rowsAfter(kinds, 4), { Step: { number: [5, 6], step: [2, 3], loss: [1, null] } });
    equal(rowsAfter(kinds, 0), kinds);
    equal(rowsAfter(kinds, 6), {});
  },
  "numbers come out of base64 as they went in"() {
    equal(asNumbers({ dtype: "i2", bdata: "AQACAP9/" }), [1, 2, 32767]);
    equal(asNumbers({ dtype: "f8", bdata: "AAAAAAAA+D8=" }), [1.5]);
    equal(asNumbers([1, 2]), [1, 2]);
    equal(asNumbers(undefined), []);
  },
  "a figure's traces grow by the columns that they are made of, each by its own run's"() {
    const traces = [
      { trace: 0, run: "a", kind: "Step", x: "step", y: "loss" },
      { trace: 1, run: "b", kind: "Step", x: "step", y: "loss" },
    ];
    equal(pointsOf(traces, "a", { Step: STEPS }), { 0: { x: [1, 2, 3], y: [2, 1, null] } });
    equal(pointsOf(traces, "a", { Epoch: { number: [1] } }), {});
    equal(join({ 0: { x: [1], y: [2] } }, { 0: { x: [3], y: [4] }, 1: { x: [5], y: [6] } }), {
      0: { x: [1, 3], y: [2, 4] },
      1: { x: [5], y: [6] },
    });
  },
  "a trace that grows holds plain arrays, the others stay"() {
    const fixed = { dtype: "i2", bdata: "AQACAP9/" };
    const figure = { data: [{ x: fixed, y: [1, 2, 3] }, { x: fixed }] };
    makeGrowable(figure, [{ trace: 0 }]);
    equal(figure.data, [{ x: [1, 2, 32767], y: [1, 2, 3] }, { x: fixed }]);
  },
  "who follows late is told what was missed, once"() {
    deliver(message("late", 1, 0, [1, 2]));
    deliver(message("late", 1, 2, [3]));
    const { told, leave } = follower({ late: [1, 1] });
    equal(told, [2, 3]);
    deliver(message("late", 1, 2, [3, 4]));
    deliver(message("late", 1, 0, [1, 2, 3]));
    equal(told, [2, 3, 4]);
    leave();
    deliver(message("late", 1, 4, [5]));
    equal(told, [2, 3, 4]);
  },
  "another attempt's rows are left for the page to draw anew"() {
    const { told, leave } = follower({ again: [1, 0] });
    deliver(message("again", 2, 0, [7, 8]));
    equal(told, []);
    const anew = follower({ again: [2, 7] });
    equal(anew.told, [8]);
    leave();
    anew.leave();
  },
  "a fragment runs again when a token on which it depends is new"() {
    equal(isNew(DATA, "a", { status: "1 running", epoch: "2", shape: "other" }), false);
    equal(isNew(DATA, "a", { status: "1 running", epoch: "3" }), true);
    equal(isNew(DATA, "a", { status: "deleted" }), true);
  },
  "a new status is answered soon, other news not before its time"() {
    equal(delay(DATA, true, 0, 0.5), 250);
    equal(delay(DATA, false, 1000, 0.5), 5000);
    equal(delay(DATA, false, Infinity, 0.5), 1000);
  },
};
