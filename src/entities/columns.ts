import type { ColumnOptions } from "typeorm";

/** PostgreSQL hands a bigint over as text; ours stay far below 2^53 and are plain numbers in code. */
const bigintAsNumber = {
  to: (value: unknown) => value,
  from: (text: string | null) => (text === null ? null : Number(text)),
};

export const BIGINT: ColumnOptions = { type: "bigint", transformer: bigintAsNumber };

/** The order in which rows were inserted; the key of every page, since times may be equal. */
export const SEQUENCE: ColumnOptions = {
  ...BIGINT,
  generated: "identity",
  generatedIdentity: "ALWAYS",
  insert: false,
  update: false,
};

export const CREATED_AT: ColumnOptions = { type: "timestamptz", default: () => "now()" };
export const TIME: ColumnOptions = { type: "timestamptz", nullable: true };
export const OPTIONAL_TEXT: ColumnOptions = { type: "text", nullable: true };

/** Slugs sort by bytes, so that every machine and locale lists them in the same order. */
export const SLUG: ColumnOptions = { type: "text", collation: "C" };

/** The expression of a CHECK constraint from the one list that code and API use too. */
export function oneOf(column: string, values: readonly string[]): string {
  return `"${column}" IN (${values.map((value) => `'${value}'`).join(", ")})`;
}
