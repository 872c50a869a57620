import type { Config } from "../config/config.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";
import type { Output } from "./output.ts";
import type { Platform } from "./platform.ts";

/** What every command is given; nothing is looked up behind its back. */
export interface CliContext {
  /** Folder of the project. */
  readonly root: string;
  readonly version: string;
  readonly papers: readonly PaperDefinition[];
  readonly output: Output;
  /** Aborted by Ctrl-C, SIGTERM, or the end of the process that started this one. */
  readonly signal: AbortSignal;
  setExitCode(code: number): void;
  /** Reads the environment; throws BAD_CONFIGURATION with all problems at once. */
  loadConfig(): Config;
  /** Opens database, services and queue; the caller closes it. */
  openPlatform(config: Config): Promise<Platform>;
  /** Serves API, page and worker until the signal. */
  serve(config: Config): Promise<void>;
  /** Takes jobs until the signal. */
  work(config: Config): Promise<void>;
}
