/** API and page alone, for where database and workers run elsewhere (docker/). */
import "reflect-metadata";
import { once } from "node:events";
import { openPlatform } from "../app.ts";
import { loadConfig } from "../config/config.ts";
import { findProject } from "../config/root.ts";
import { PlatformError } from "../domain/errors.ts";
import { startServer } from "../server/server.ts";
import { stopSignal } from "./stop-signal.ts";

const signal = stopSignal();
const log = (line: string) => void process.stdout.write(`server: ${line}\n`);
try {
  const config = loadConfig(process.env, findProject(import.meta.url).root);
  const platform = await openPlatform(config, { log });
  const server = await startServer({ config, log, ...platform });
  log(server.url);
  if (!signal.aborted) await once(signal, "abort");
  await server.close();
  await platform.close();
} catch (error) {
  if (!(error instanceof PlatformError)) throw error;
  log(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
