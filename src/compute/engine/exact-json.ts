/** JSON writes neither -0 nor what is not finite. */
function exact(_key: string, value: unknown): unknown {
  if (Object.is(value, -0)) return "-0";
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** A value in words that are the same only for equal numbers: 0 and -0 differ, and so do infinities. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, exact);
}
