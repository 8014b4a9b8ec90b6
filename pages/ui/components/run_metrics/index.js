// The numbers of a run; they go on by its stream.

import { follow, unfollow } from "../shared/runs.js";

function tile({ label, note }) {
  const [box, name, value, words] = ["div", "dt", "dd", "dd"].map((tag) => document.createElement(tag));
  [name.textContent, words.textContent, words.className] = [label, note, "note"];
  box.append(name, value, words);
  return box;
}

export default function ({ data, parentElement }) {
  const list = parentElement.querySelector("dl");
  const tiles = data.tiles.map(tile);
  list.replaceChildren(...tiles);
  const show = (values = []) => values.forEach((value, i) => (tiles[i].children[1].textContent = value));
  show(data.values);
  if (data.positions) follow(list, data.positions, ({ metrics }) => show(metrics));
  else unfollow(list);
  return () => unfollow(list);
}
