// The state of a component whose settings Python keeps (SettingsComponent in pages/ui/components): one for each mounted element, taken
// over from Python when Python has newer settings, reported once they rest.

import { clearSizes } from "./svg.js";
import { applyColours } from "./theme.js";

const REST_MS = 250; // without a change, before the settings are reported
const states = new WeakMap();

// `selector`: of the component's outermost element. `take(state, settings)` takes over what Python says, `listen(state)` is called once, `draw(state)` after each change and each new size.
// Returns what ends it, as Streamlit asks for.
export function mount({ data, parentElement, setStateValue }, selector, { take, listen, draw }) {
  const root = parentElement.querySelector(selector);
  const isNew = !states.has(root);
  const state = states.get(root) ?? { root, data, revision: null };
  states.set(root, state);
  Object.assign(state, { data, send: (settings) => setStateValue("settings", settings) });
  state.dark = Number(applyColours(root, data.colours, parentElement));
  if (data.revision !== state.revision) {
    clearTimeout(state.resting); // what waits to be reported is out of date
    state.revision = data.revision;
    take(state, structuredClone(data.settings));
  }
  if (isNew) {
    listen(state);
    state.observer = new ResizeObserver(() => {
      clearSizes(root);
      draw(state);
    });
    state.observer.observe(root);
  }
  draw(state);
  return () => state.observer.disconnect();
}

export function reportSoon(state, settings) {
  clearTimeout(state.resting);
  state.resting = setTimeout(() => state.root.isConnected && state.send({ ...settings, revision: state.revision }), REST_MS);
}
