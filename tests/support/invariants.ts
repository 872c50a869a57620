import { readFileSync } from "node:fs";
import type { TestDatabase } from "./database.ts";

const SQL = readFileSync(new URL("./invariants.sql", import.meta.url), "utf8");

/** Every broken promise of the stored rows; none is what a test wants. */
export async function brokenInvariants(
  database: Pick<TestDatabase, "query">,
): Promise<{ broken: string; id: string }[]> {
  return database.query(SQL);
}
