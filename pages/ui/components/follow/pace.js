// When a fragment that follows runs is to run again.

// Whether one of the tokens on which it depends is another one than that with which it was made.
export function isNew(data, run, tokens) {
  return data.on.some((name) => tokens[name] !== undefined && tokens[name] !== data.tokens[run][name]);
}

// Milliseconds until then; `since` the last time. All who watch do it one after the other, not at once.
export function delay({ spread_ms: spread, min_ms_between: between }, statusChanged, since, random = Math.random()) {
  return statusChanged ? Math.min(spread, 500) * random : Math.max(between - since, 0) + spread * random;
}
