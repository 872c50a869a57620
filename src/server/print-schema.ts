import { lexicographicSortSchema, printSchema } from "graphql";
import { createSchema } from "./schema.ts";

/** The text of docs/generated/schema.graphql, sorted so that a change shows where it is. */
export function printedSchema(): string {
  return `${printSchema(lexicographicSortSchema(createSchema()))}\n`;
}
