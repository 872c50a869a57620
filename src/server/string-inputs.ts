/** Text that PostgreSQL cannot keep, or would change without a word, is refused at the door. */
import { Kind, visit, type DocumentNode } from "graphql";
import { PlatformError } from "../domain/errors.ts";
import { LIMITS } from "./limits.ts";

type Path = readonly (string | number)[];

function badInput(path: Path, what: string): PlatformError {
  return new PlatformError("BAD_INPUT", `${path.join(".")}: ${what}`, { path });
}

function assertStorable(text: string, path: Path): void {
  if (text.length > LIMITS.stringLength) {
    throw badInput(path, `is longer than ${LIMITS.stringLength} characters`);
  }
  const nul = text.indexOf("\0");
  if (nul >= 0) throw badInput(path, `contains a NUL character (position ${nul})`);
  if (!text.isWellFormed()) throw badInput(path, "is not valid Unicode (a lone surrogate)");
}

function assertVariable(value: unknown, path: Path): void {
  if (typeof value === "string") assertStorable(value, path);
  if (value === null || typeof value !== "object") return;
  if (path.length > LIMITS.variableDepth) {
    throw badInput(path.slice(0, 3), `nests deeper than ${LIMITS.variableDepth}`);
  }
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, inner] of entries) assertVariable(inner, [...path, key]);
}

/** Looks at every string of a request: variables and literals of the document alike. */
export function assertStorableInputs(
  document: DocumentNode,
  variables: Record<string, unknown>,
): void {
  for (const [name, value] of Object.entries(variables)) assertVariable(value, [name]);
  const path: string[] = [];
  const named = {
    enter: ({ name }: { name: { value: string } }) => void path.push(name.value),
    leave: () => void path.pop(),
  };
  visit(document, {
    Argument: named,
    ObjectField: named,
    [Kind.STRING]: ({ value }: { value: string }) => {
      assertStorable(value, [...path]);
    },
  });
}
