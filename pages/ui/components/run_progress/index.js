// How far a run is, in words and as a bar; it goes on by the stream of the run.

import { follow, unfollow } from "../shared/runs.js";

export default function ({ data, parentElement }) {
  const [words, track, bar] = [".words", ".track", ".bar"].map((name) => parentElement.querySelector(name));
  const show = ({ words: text, fraction }) => {
    if (fraction === undefined) return; // the run is deleted
    words.textContent = data.label ? `${data.label}: ${text}` : text;
    bar.style.transform = `scaleX(${fraction})`;
    track.setAttribute("aria-valuenow", Math.round(100 * fraction));
  };
  for (const [name, value] of [
    ["role", "progressbar"],
    ["aria-valuemin", 0],
    ["aria-valuemax", 100],
  ])
    track.setAttribute(name, value);
  track.setAttribute("aria-label", data.label || "Progress of the run");
  show(data);
  if (data.positions) follow(words, data.positions, show);
  else unfollow(words);
  return () => unfollow(words);
}
