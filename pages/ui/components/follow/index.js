// Nothing to be seen: it reruns its fragment when something of a run has changed on which that depends, by the stream of the runs.

import { deliver, follow, unfollow } from "../shared/runs.js";
import { delay, isNew } from "./pace.js";

const APART_MS = 60; // Streamlit takes two fragments' wishes of one moment for one fragment's
const LOST_MS = 3000; // a wish that has changed nothing by then is said again
let free = 0; // when the next wish may be sent

function soon(wait, wish) {
  const now = performance.now();
  const at = Math.max(now + wait, free);
  free = at + APART_MS;
  return setTimeout(wish, at - now);
}

// Call `seen` when the place of the element comes into sight; until then it is out of sight. A part of a page is as high as a window.
function whenSeen(element, isAsked, seen) {
  element.observer?.disconnect();
  if (!isAsked) return;
  element.isOutOfSight ??= true;
  element.observer = new IntersectionObserver(
    (entries) => {
      const { isIntersecting } = entries.at(-1); // the newest
      element.isOutOfSight = !isIntersecting;
      if (isIntersecting) seen();
    },
    { root: element.getRootNode().host?.closest("[data-testid=stMain]"), rootMargin: "1200px 0px 100px 0px" },
  );
  element.observer.observe(element);
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const element = parentElement.querySelector("span");
  const [heard, answered] = [new Map(), new Map()]; // run -> its newest tokens, and those that were answered with a wish
  clearTimeout(element.wish);
  element.wish = null;
  const rerun = (run) => {
    element.wish = null;
    if (!element.isConnected || !isNew(data, run, heard.get(run))) return;
    element.lastRerun = performance.now();
    element.wish = setTimeout(() => rerun(run), LOST_MS);
    setTriggerValue("news", run);
  };
  const hear = ({ run, tokens }) => {
    heard.set(run, tokens);
    if (element.isOutOfSight) return; // it is heard again when it comes into sight
    const since = performance.now() - (element.lastRerun ?? -Infinity);
    if (!isNew(data, run, tokens)) return;
    const statusChanged = data.on.includes("status") && tokens.status !== data.tokens[run].status;
    if (element.wish && !(statusChanged && tokens.status !== answered.get(run)?.status)) return; // it is to run again anyhow
    answered.set(run, tokens);
    clearTimeout(element.wish);
    element.wish = soon(delay(data, statusChanged, since), () => rerun(run));
  };
  whenSeen(element, data.when_seen, () => heard.forEach((tokens, run) => hear({ run, tokens })));
  const report = (isBlocked) => isBlocked !== data.is_blocked && setStateValue("blocked", isBlocked);
  follow(element, data.positions, hear, data.reports_blocked ? report : null);
  JSON.parse(data.messages).forEach(deliver);
  return () => {
    element.observer?.disconnect();
    unfollow(element);
  };
}
