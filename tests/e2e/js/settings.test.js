import { mount, reportSoon } from "../../../pages/ui/components/shared/settings.js";
import { equal } from "./assert.js";

const RESTED_MS = 400; // longer than a report waits

function mounted(settings) {
  const parentElement = document.createElement("div");
  parentElement.innerHTML = "<div class='thing'></div>";
  document.body.append(parentElement);
  const seen = { parentElement, reports: [], taken: [], drawn: 0, listened: 0 };
  seen.give = (data) =>
    mount({ data: { colours: {}, ...data }, parentElement, setStateValue: (_, report) => seen.reports.push(report) }, ".thing", {
      take: (state, given) => seen.taken.push(given) && (seen.state = state),
      listen: () => (seen.listened += 1),
      draw: () => (seen.drawn += 1),
    });
  seen.give({ revision: 0, settings });
  return seen;
}

const rest = () => new Promise((resolve) => setTimeout(resolve, RESTED_MS));

export const tests = {
  "settings are taken over only under a new revision, and listened to once"() {
    const seen = mounted({ a: 1 });
    seen.give({ revision: 0, settings: { a: 2 } });
    equal(seen.taken, [{ a: 1 }]);
    seen.give({ revision: 1, settings: { a: 3 } });
    equal(seen.taken, [{ a: 1 }, { a: 3 }]);
    equal([seen.listened, seen.drawn >= 3], [1, true]);
  },
  async "only what has rested is reported, with the revision it belongs to"() {
    const seen = mounted({ a: 1 });
    reportSoon(seen.state, { a: 2 });
    reportSoon(seen.state, { a: 3 });
    await rest();
    equal(seen.reports, [{ a: 3, revision: 0 }]);
  },
  async "what waits to be reported is dropped when Python has newer settings"() {
    const seen = mounted({ a: 1 });
    reportSoon(seen.state, { a: 2 });
    seen.give({ revision: 1, settings: { a: 9 } });
    await rest();
    equal(seen.reports, []);
  },
};
