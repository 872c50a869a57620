/** The same names with something else. */
export function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (one: From, name: string) => To,
): Record<string, To> {
  const entries = Object.entries(record).map(([name, one]) => [name, map(one, name)]);
  return Object.fromEntries(entries) as Record<string, To>;
}

/** Records whose names carry what they are, as in `parameter/dense0.weights`. */
export function prefixed<T>(
  prefix: string,
  record: Readonly<Record<string, T>>,
): Record<string, T> {
  const entries = Object.entries(record).map(([name, one]) => [`${prefix}/${name}`, one]);
  return Object.fromEntries(entries) as Record<string, T>;
}

export function unprefixed<T>(
  prefix: string,
  record: Readonly<Record<string, T>>,
): Record<string, T> {
  const start = `${prefix}/`;
  const entries = Object.entries(record)
    .filter(([name]) => name.startsWith(start))
    .map(([name, one]) => [name.slice(start.length), one]);
  return Object.fromEntries(entries) as Record<string, T>;
}
