// Figures come in the colours of the light theme; each has its partner on dark.

export function recolour(json, onDark) {
  return Object.entries(onDark).reduce((text, [light, dark]) => text.replaceAll(`"${light}"`, `"${dark}"`), json);
}
