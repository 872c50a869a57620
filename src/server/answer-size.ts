import { LIMITS } from "./limits.ts";

/** What a number, `true` or `null` takes with its comma, generously. */
const SCALAR_BYTES = 25;

/**
 * Whether an answer has more bytes than one may have; looked at before it is made into text, and
 * no further than the limit.
 */
export function isTooLarge(answer: unknown, limit: number = LIMITS.answerBytes): boolean {
  let bytes = 0;

  function add(value: unknown): boolean {
    if (typeof value === "string") bytes += Buffer.byteLength(value);
    else if (value === null || typeof value !== "object") bytes += SCALAR_BYTES;
    else if (Array.isArray(value)) return value.every(add);
    else return Object.entries(value).every(([name, inner]) => addNamed(name, inner));
    return bytes <= limit;
  }

  function addNamed(name: string, value: unknown): boolean {
    bytes += name.length;
    return add(value);
  }

  return !add(answer);
}
