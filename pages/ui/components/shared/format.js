// Numbers as text, and round numbers for axes.

export function format(value, digits = 3) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    const [mantissa, exponent] = value.toExponential(Math.min(digits, 3) - 1).split("e");
    return `${withMinusSign(mantissa)}·10${superscript(Number(exponent))}`;
  }
  const text = Number(value.toPrecision(digits));
  return withMinusSign(size >= 1000 ? text.toLocaleString("en-US", { maximumFractionDigits: 2 }) : String(text));
}

export function withMinusSign(text) {
  return String(text).replace("-", "−");
}

function superscript(number) {
  return String(number).replace(/./g, (mark) => (mark === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[mark]));
}

export function ticks(low, high, about = 5) {
  const raw = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

export function tickLabels(values) {
  const step = values.length > 1 ? Math.abs(values[1] - values[0]) : 1;
  const size = Math.max(...values.map(Math.abs), step);
  if (size >= 1e6 || size < 1e-3) {
    const digits = Math.min(9, Math.max(1, Math.ceil(Math.log10(size / step)) + 1));
    return values.map((value) => (value === 0 ? "0" : withMinusSign(Number(value.toPrecision(digits)).toExponential().replace("e+", "e"))));
  }
  const decimals = Math.max(0, Math.min(9, -Math.floor(Math.log10(step) + 1e-9)));
  return values.map((value) => withMinusSign(value.toFixed(decimals)));
}

// What to take off the tick labels of a range far from zero, so that they differ in their first digits.
export function axisOffset([low, high]) {
  const span = high - low;
  if (Math.max(Math.abs(low), Math.abs(high)) < 1e4 * span) return 0;
  const unit = 10 ** Math.ceil(Math.log10(span));
  return Math.round(low / unit) * unit;
}

export function padRange(values, share = 0.12, least = 1) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = Math.max((high - low) * share, high === low ? Math.max(least, Math.abs(high) * 1e-9) : 0);
  return [low - room, high + room];
}

export function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return [1, 2, 5, 10].find((factor) => factor * power >= value * 0.999) * power;
}

export function signedTerm(value) {
  return value < 0 ? `− ${format(-value, 4)}` : `+ ${format(value, 4)}`;
}

export function signedNumber(value) {
  return value === 0 ? "0" : `${value < 0 ? "−" : "+"}${format(Math.abs(value))}`;
}

export function logTicks(low, high) {
  const decades = Math.floor(high + 1e-9) - Math.ceil(low - 1e-9);
  if (decades < 1) {
    const lows = Math.floor(low);
    return [1, 2, 3, 5, 7, 10, 20, 30, 50].map((factor) => lows + Math.log10(factor)).filter((tick) => tick >= low && tick <= high);
  }
  const stride = Math.ceil((decades + 1) / 6);
  return Array.from({ length: Math.floor(decades / stride) + 1 }, (_, i) => Math.ceil(low - 1e-9) + i * stride);
}

export function logLabel(tick) {
  const value = 10 ** tick;
  return value >= 1e-2 && value < 1e5 ? format(value, 2) : Number.isInteger(tick) ? `10${superscript(tick)}` : format(value, 1);
}

export function downsample(rows, most) {
  if (rows.length <= most) return rows;
  const stride = Math.ceil(rows.length / most);
  return rows.filter((_, i) => i % stride === 0 || i === rows.length - 1);
}
