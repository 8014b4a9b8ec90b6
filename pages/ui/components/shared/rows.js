// What a run's message holds, by kind of event: columns of equal length, of which "number" rises.

// The rows whose number is greater, by kind; a kind without any is left out.
export function rowsAfter(kinds, number) {
  const rest = {};
  for (const [kind, columns] of Object.entries(kinds)) {
    const first = columns.number.findIndex((n) => n > number);
    if (first >= 0) rest[kind] = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(first)]));
  }
  return rest;
}
