// Whether the visitor's theme is dark. Streamlit gives its colours to a component's element as CSS variables.

const known = new Map(); // a colour as the theme writes it -> whether it is dark: canvas and reading ask ten times a second

export function isDark(element) {
  const background = getComputedStyle(element).getPropertyValue("--st-background-color") || "#fff";
  if (!known.has(background)) known.set(background, measure(background));
  return known.get(background);
}

function measure(background) {
  const probe = document.createElement("span");
  probe.style.color = background;
  document.body.append(probe); // there `color` becomes rgb numbers, whatever notation the theme uses
  const [red, green, blue] = getComputedStyle(probe)
    .color.match(/[\d.]+/g)
    .map(Number);
  probe.remove();
  return isDarkColour(red, green, blue);
}

// Each in 0 to 255, weighted as the eye weighs them (ITU-R BT.601).
export function isDarkColour(red, green, blue) {
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

// Sets a component's colours, `{ role: [on light, on dark] }`, as CSS variables of `root`; returns whether the page is dark.
export function applyColours(root, colours, parentElement) {
  const dark = isDark(parentElement.host ?? parentElement);
  root.style.colorScheme = dark ? "dark" : "light";
  for (const [role, pair] of Object.entries(colours)) root.style.setProperty(`--${role}`, pair[Number(dark)]);
  return dark;
}
