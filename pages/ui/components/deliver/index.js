// Nothing to be seen: it hands messages of runs to all components that follow runs, as the stream would.

import { deliver } from "../shared/runs.js";

export default function ({ data }) {
  JSON.parse(data.messages).forEach(deliver);
}
