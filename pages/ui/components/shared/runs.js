// The runs that this page follows, by one stream of server-sent events for all of its components (core/web/streams.py).
//
// A component follows a run from a position on: the attempt and the number of the last event that it knows. Messages are kept, so
// one that is mounted later, or drawn anew, is given what it has not seen; nothing comes twice and nothing is left out.

import { rowsAfter } from "./rows.js";

const REOPEN_MS = 50; // all components of a page come in one moment: one stream for all
const RETRY_MS = 5000; // after the server has refused
const MAX_KEPT = 200; // messages of a run
const BLOCKED_MS = 2000; // a stream says something at once; where it does not by then, a proxy holds it back

const followers = new Map(); // element -> { positions: { run: [attempt, number] }, onMessage, onBlocked }
const kept = new Map(); // run -> its messages of one attempt, in order
let stream = null;
let followed = "";
let reopening = 0;

// `onMessage(message, rows)` is called with each message of these runs, and the rows in it that are new after the position.
export function follow(element, positions, onMessage, onBlocked = null) {
  if (!Object.keys(positions).length) return;
  followers.set(element, { positions: structuredClone(positions), onMessage, onBlocked });
  for (const [run, [attempt, number]] of Object.entries(positions)) {
    const messages = kept.get(run) ?? [];
    if (messages[0]?.attempt === attempt && messages[0].after > number) {
      followed = ""; // it knows less than what is kept begins with: the stream begins again from there
    } else {
      messages.filter((message, i) => message.number > number || i === messages.length - 1).forEach((message) => notify(element, message));
    }
  }
  reopenSoon();
}

export function unfollow(element) {
  if (followers.delete(element)) reopenSoon();
}

// A message came, by the stream or by the page itself.
export function deliver(message) {
  const messages = kept.get(message.run) ?? [];
  const last = messages.at(-1);
  const isSame = last?.attempt === message.attempt;
  if (isSame && message.number < last.number) return; // an old one, by the slower way
  const goesOn = isSame && message.after >= messages[0].after && message.after <= last.number;
  kept.set(message.run, goesOn ? [...messages, message].slice(-MAX_KEPT) : [message]);
  [...followers.keys()].forEach((element) => notify(element, message));
}

function notify(element, message) {
  const follower = followers.get(element);
  if (!follower || !(message.run in follower.positions)) return;
  if (!element.isConnected) {
    unfollow(element);
    return;
  }
  const [attempt, number] = follower.positions[message.run];
  const fits = attempt === message.attempt && message.after <= number; // else the page is about to be drawn anew, or something was missed
  if (fits) follower.positions[message.run][1] = Math.max(number, message.number);
  follower.onMessage(message, fits ? rowsAfter(message.rows, number) : {});
}

function reopenSoon() {
  clearTimeout(reopening);
  reopening = setTimeout(reopen, REOPEN_MS);
}

// Of each followed run the earliest position from which all its followers can be served, by what is kept and what will come.
function wanted() {
  const from = new Map();
  for (const { positions } of followers.values()) {
    for (const [run, [attempt, number]] of Object.entries(positions)) {
      const earlier = from.get(run);
      if (!earlier || attempt > earlier[0] || (attempt === earlier[0] && number < earlier[1])) from.set(run, [attempt, number]);
    }
  }
  return from;
}

function reopen() {
  const runs = wanted();
  const ids = document.hidden ? "" : [...runs.keys()].toSorted().join(",");
  [...kept.keys()].filter((run) => !runs.has(run)).forEach((run) => kept.delete(run));
  if (ids === followed) return;
  stream?.close();
  [stream, followed] = [null, ids];
  if (!ids) return;
  const after = [...runs].map(([run, [attempt, number]]) => `${run}.${attempt}.${number}`).join(",");
  open(new URL(`runs/${ids}/stream?after=${after}`, document.baseURI).href);
}

function open(address) {
  const opened = new EventSource(address);
  stream = opened;
  const blocked = setTimeout(() => opened === stream && reportBlocked(true), BLOCKED_MS);
  opened.onmessage = ({ data }) => {
    if (opened !== stream) return;
    clearTimeout(blocked);
    JSON.parse(data).forEach(deliver);
    reportBlocked(false);
  };
  opened.onerror = () => {
    if (opened !== stream || opened.readyState !== EventSource.CLOSED) return; // one that broke comes back by itself
    reportBlocked(true);
    setTimeout(openAgain, RETRY_MS * (1 + Math.random()), opened);
  };
}

function openAgain(refused) {
  if (refused !== stream) return;
  followed = "";
  reopen();
}

// One component is enough to tell the page's script.
function reportBlocked(isBlocked) {
  const follower = [...followers.values()].find(({ onBlocked }) => onBlocked);
  follower?.onBlocked(isBlocked);
}

document.addEventListener("visibilitychange", reopenSoon); // a page that nobody sees follows nothing, and catches up when it is seen
