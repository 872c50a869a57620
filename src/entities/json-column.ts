import type { ColumnOptions } from "typeorm";
import type { z } from "zod";
import { canonicalJson } from "../domain/canonical.ts";

/**
 * A column of canonical JSON that is parsed on the way in and on the way out, so that its type is
 * more than a promise. Text and not jsonb: jsonb rewrites numbers and drops duplicate keys, and
 * canonical text keeps every double to the last bit. NaN, Infinity and -0 have no place in it: the
 * first two are refused, -0 is stored as 0.
 */
export function jsonColumn(schema: z.ZodType): ColumnOptions {
  return {
    type: "text",
    transformer: {
      to: (value: unknown) => canonicalJson(schema.parse(value)),
      from: (text: string) => schema.parse(JSON.parse(text)),
    },
  };
}

/** The same for what may be absent. */
export function optionalJsonColumn(schema: z.ZodType): ColumnOptions {
  return {
    type: "text",
    nullable: true,
    transformer: {
      to: (value: unknown) => {
        return value === null || value === undefined ? value : canonicalJson(schema.parse(value));
      },
      from: (text: string | null) => (text === null ? null : schema.parse(JSON.parse(text))),
    },
  };
}
