// Nothing to be seen: it reruns its fragment when something of a run has changed on which that depends, by the stream of the runs.

import { follow, unfollow } from "../shared/runs.js";
import { delay, isNew } from "./pace.js";

const MIN_MS_BETWEEN = 60; // Streamlit takes two fragments' triggers of one moment for one fragment's
const LOST_MS = 3000; // a trigger that has changed nothing by then is sent again
let free = 0; // when the next trigger may be sent

// Call it after that many milliseconds, or a little later: never two of one page in one moment.
function soon(wait, trigger) {
  const now = performance.now();
  const at = Math.max(now + wait, free);
  free = at + MIN_MS_BETWEEN;
  return setTimeout(trigger, at - now);
}

// Call `onSeen` when the place of the element comes into sight; until then it is out of sight. A part of a page is as high as a window.
function whenSeen(element, isWanted, onSeen) {
  element.observer?.disconnect();
  if (!isWanted) return;
  element.isOutOfSight ??= true;
  element.observer = new IntersectionObserver(
    (entries) => {
      const { isIntersecting } = entries.at(-1); // the newest
      element.isOutOfSight = !isIntersecting;
      if (isIntersecting) onSeen();
    },
    { root: element.getRootNode().host?.closest("[data-testid=stMain]"), rootMargin: "1200px 0px 100px 0px" },
  );
  element.observer.observe(element);
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const element = parentElement.querySelector("span");
  const [newest, answered] = [new Map(), new Map()]; // run -> its newest tokens, and those for which a rerun is pending
  clearTimeout(element.pending);
  element.pending = null;
  const rerun = (run) => {
    element.pending = null;
    if (!element.isConnected || !isNew(data, run, newest.get(run))) return;
    element.lastRerun = performance.now();
    element.pending = setTimeout(() => rerun(run), LOST_MS);
    setTriggerValue("news", run);
  };
  const onMessage = ({ run, tokens }) => {
    newest.set(run, tokens);
    if (element.isOutOfSight || !isNew(data, run, tokens)) return; // looked at again when it comes into sight
    const since = performance.now() - (element.lastRerun ?? -Infinity);
    const statusChanged = data.on.includes("status") && tokens.status !== data.tokens[run].status;
    if (element.pending && !(statusChanged && tokens.status !== answered.get(run)?.status)) return;
    answered.set(run, tokens);
    clearTimeout(element.pending);
    element.pending = soon(delay(data, statusChanged, since), () => rerun(run));
  };
  whenSeen(element, data.only_in_sight, () => newest.forEach((tokens, run) => onMessage({ run, tokens })));
  clearTimeout(element.reporting);
  const report = (isBlocked) => {
    clearTimeout(element.reporting);
    if (isBlocked === data.is_blocked || !element.isConnected) return;
    element.reporting = soon(0, () => {
      setStateValue("blocked", isBlocked);
      element.reporting = setTimeout(() => report(isBlocked), LOST_MS);
    });
  };
  follow(element, data.positions, onMessage, data.reports_blocked ? report : null);
  return () => {
    element.observer?.disconnect();
    unfollow(element);
  };
}
