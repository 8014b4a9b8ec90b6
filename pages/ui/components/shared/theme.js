// Whether the visitor's theme is dark. Streamlit gives its colours to a component's element as CSS variables.

export function isDark(element) {
  const probe = document.createElement("span");
  probe.style.color = getComputedStyle(element).getPropertyValue("--st-background-color") || "#fff";
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
