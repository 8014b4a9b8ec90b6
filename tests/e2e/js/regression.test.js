import {
  factors,
  regime,
  curvature,
  leastSquares,
  outcomeOf,
  seededRandom,
  shuffled,
  standardised,
  stepsToHundredth,
  summarise,
} from "../../../pages/ui/components/regression/math.js";
import { etaRange } from "../../../pages/ui/components/regression/slider.js";
import { close, equal } from "./assert.js";

const points = [
  [0, 1],
  [1, 3],
  [2, 5],
  [3, 7],
];

export const tests = {
  "least squares finds the line that the points lie on"() {
    const { w, b } = leastSquares(summarise(points));
    close(w, 2);
    close(b, 1);
  },
  "equal x have the shortest of the best lines"() {
    const { w, b } = leastSquares(
      summarise([
        [2, 5],
        [2, 5],
      ]),
    );
    close(w, 2);
    close(b, 1);
  },
  "the limit is where the steep error neither shrinks nor grows"() {
    const curve = curvature(summarise(points));
    close(factors(curve, curve.limit)[0], 1);
    equal(regime(curve, curve.limit), "diverges");
    equal(regime(curve, curve.fastest), "oscillates");
    equal(stepsToHundredth(curve, curve.limit), Infinity);
  },
  "standardised x has a round bowl"() {
    close(curvature(standardised(summarise(points))).condition, 1);
  },
  "a loss that is not a number has diverged"() {
    equal(outcomeOf(NaN, 1), "diverged");
    equal(outcomeOf(1e-7, 1), "converged");
    equal(outcomeOf(1, 1), "running");
  },
  "the same seed shuffles in the same way, and loses nothing"() {
    const [once, again] = [0, 1].map(() => shuffled([1, 2, 3, 4, 5], seededRandom(7)));
    equal(once, again);
    equal(once.toSorted(), [1, 2, 3, 4, 5]);
  },
  "the slider's range holds the limit and holds still while it moves a little"() {
    const lesson = { curve: { limit: 1 }, stepSize: 0.1, etaRange: null };
    equal(etaRange(lesson), [-2.5, 0.7]);
    lesson.curve.limit = 1.5;
    equal(etaRange(lesson), [-2.5, 0.7]);
  },
  "a step size outside widens the slider's range"() {
    equal(etaRange({ curve: { limit: 1 }, stepSize: 1000, etaRange: null }), [-2.5, 3]);
  },
};
