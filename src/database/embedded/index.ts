import { join } from "node:path";
import type { Config } from "../../config/config.ts";
import { startCluster, type DatabaseHandle } from "./cluster.ts";
import { checkExternal } from "./external.ts";
import { makeHome } from "./place.ts";

export { startCluster, type ClusterOptions, type DatabaseHandle } from "./cluster.ts";

/** The data folder: COROLLARY_HOME, else `.corollary` in the project. */
export function homeOf(config: Pick<Config, "home" | "root">): string {
  return config.home ?? join(config.root, ".corollary");
}

/**
 * The database that the configuration asks for: the one of DATABASE_URL, which is only checked, or
 * one of our own, started or joined.
 *
 * @param log takes one line for people at a time
 * @param options adopt: take over a server that runs already (`npm start`); every other process
 *   leaves it to those who use it
 * @throws PlatformError with the cause and what to do
 */
export async function openDatabase(
  config: Config,
  log: (line: string) => void,
  options: { adopt?: boolean } = {},
): Promise<DatabaseHandle> {
  const home = homeOf(config);
  if (config.databaseUrl === null) return startCluster({ folder: home, log, ...options });
  await checkExternal(config.databaseUrl);
  return {
    url: config.databaseUrl,
    home: makeHome(home),
    pid: () => null,
    close: () => Promise.resolve(),
  };
}
