export function equal(actual, expected) {
  const [left, right] = [actual, expected].map((value) =>
    JSON.stringify(value, (_, each) => (Number.isFinite(each) ? each : typeof each === "number" ? String(each) : each)),
  );
  if (left !== right) throw new Error(`${left} is not ${right}`);
}

export function close(actual, expected) {
  if (!(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)))) throw new Error(`${actual} is not about ${expected}`);
}
