import type { DataSource } from "typeorm";
import { vi } from "vitest";

/** How many SQL statements a piece of work sends, whatever connections it uses. */
export async function countStatements<T>(
  dataSource: DataSource,
  work: () => Promise<T>,
): Promise<{ result: T; statements: number }> {
  let statements = 0;
  const logged = vi.spyOn(dataSource.logger, "logQuery").mockImplementation(() => {
    statements += 1;
  });
  try {
    return { result: await work(), statements };
  } finally {
    logged.mockRestore();
  }
}
