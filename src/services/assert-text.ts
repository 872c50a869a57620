import { PlatformError } from "../domain/errors.ts";

/**
 * Refuses text that PostgreSQL would reject (U+0000) or quietly change (a lone surrogate), and text
 * of the wrong length in characters.
 */
export function assertText(
  field: string,
  text: string,
  { min, max }: { min: number; max: number },
): void {
  const refuse = (problem: string): never => {
    throw new PlatformError("BAD_INPUT", `${field}: ${problem}`, { path: [field] });
  };
  const nul = text.indexOf("\u0000");
  if (nul >= 0) refuse(`contains a NUL character (position ${nul}): remove it`);
  if (!text.isWellFormed()) refuse("is not valid Unicode: it holds half of a surrogate pair");
  if (text.length < min || text.length > max) {
    refuse(`has ${text.length} characters, and must have ${min} to ${max}`);
  }
}
