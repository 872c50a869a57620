import { statfsSync } from "node:fs";
import { createServer } from "node:net";
import type { Command } from "commander";
import { missing } from "../compute/datasets/define-dataset.ts";
import { datasets, type Dataset } from "../compute/datasets/index.ts";
import { ENGINES, type EngineEntry } from "../compute/engine/engines/index.ts";
import type { Config } from "../config/config.ts";
import { homeOf, openDatabase } from "../database/embedded/index.ts";
import { findInstance } from "../database/instance.ts";
import { PROGRAM_KINDS, type EngineName, type ProgramKind } from "../domain/engine-name.ts";
import { EXIT, PlatformError } from "../domain/errors.ts";
import { chooseEngine, type EngineWish } from "../verification/choose-engine.ts";
import { loadRelease } from "../verification/release.ts";
import { enginesBelow } from "../worker/compute-folders.ts";
import { rememberProbes } from "../worker/remember-probes.ts";
import type { CliContext } from "./context.ts";
import { stateOf } from "./datasets.command.ts";
import { lookAt, type Probe } from "./engine-state.ts";
import { printJson } from "./output.ts";
import { fetchedFolder } from "./with-data.ts";

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, or what is wrong and what to do. */
  readonly detail: string;
}

/** The kinds of programs that each engine is taken for; each of them where one is named. */
type Taken = ReadonlyMap<EngineName, readonly ProgramKind[]>;

interface Engines {
  readonly probe: Probe;
  /** Asked when the first engine is looked at: what comes before need not wait for it. */
  taken(): Promise<Taken>;
}

type Look = (context: CliContext, config: Config, engines: Engines) => string | Promise<string>;

const FREE_DISK_BYTES = 1e9;

function lookAtDisk({ root }: CliContext): string {
  const { bavail, bsize } = statfsSync(root);
  const free = bavail * bsize;
  const shown = `${(free / 1e9).toFixed(1)} GB free`;
  if (free >= FREE_DISK_BYTES) return shown;
  throw new PlatformError("DISK_FULL", `${shown} at ${root}: free at least 1 GB`);
}

async function lookAtDatabase(_context: CliContext, config: Config): Promise<string> {
  const database = await openDatabase(config, () => undefined);
  try {
    const where = config.databaseUrl === null ? database.home : "DATABASE_URL";
    return `PostgreSQL answers (${where})`;
  } finally {
    await database.close();
  }
}

function portIsFree({ host, port }: Config): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

async function lookAtPort(_context: CliContext, config: Config): Promise<string> {
  const running = findInstance(homeOf(config));
  if (running !== null) return `served by pid ${running.pid} at ${running.url ?? "(starting)"}`;
  if (await portIsFree(config)) return `${config.host}:${config.port} is free`;
  const told = `${config.host}:${config.port} is taken by another program: set PORT to a free one`;
  throw new PlatformError("PORT_UNAVAILABLE", told);
}

async function takenEngines(wish: EngineWish): Promise<Taken> {
  const taken = new Map<EngineName, ProgramKind[]>();
  for (const kind of PROGRAM_KINDS) {
    const { engine } = await chooseEngine({ kind }, wish);
    taken.set(engine, [...(taken.get(engine) ?? []), kind]);
  }
  return taken;
}

/** Wrong only where it is one that claims are computed with. */
function lookAtEngine(entry: EngineEntry): Look {
  return async (_context, { engine: choice }, { probe, taken: whichTaken }) => {
    const kinds = (await whichTaken()).get(entry.name) ?? [];
    const auto = `auto takes it for ${kinds.join(" and ")} programs`;
    const why = choice === "auto" ? auto : "COROLLARY_ENGINE names it";
    const taken = kinds.length > 0 ? ` (${why})` : "";
    const { isAvailable, detail } = await lookAt(entry, probe);
    const told = `${isAvailable ? "" : "not "}available${taken}: ${detail}`;
    if (isAvailable) return told;
    if (taken !== "") throw new PlatformError("ENGINE_UNAVAILABLE", told);
    return `${told}; not needed`;
  };
}

/** Wrong only where it comes with the product: others are needed by a few claims, which say so. */
function lookAtDataset(dataset: Dataset): Look {
  return (context) => {
    const folder = fetchedFolder(context);
    const isHere = dataset.locate([folder]) !== null;
    if (!isHere && dataset.source.kind === "installed") throw missing(dataset, [folder]);
    return stateOf(dataset, folder);
  };
}

/** Everything that has to be right, each looked at although another one is wrong. */
const LOOKS: readonly (readonly [string, Look])[] = [
  ["node", () => `${process.version} on ${process.platform}-${process.arch}`],
  ["release", ({ root }) => `sources ${loadRelease(root).sourceDigest.slice(0, 12)}`],
  ["disk", lookAtDisk],
  ["database", lookAtDatabase],
  ["port", lookAtPort],
  ...ENGINES.map((entry) => [`engine ${entry.name}`, lookAtEngine(entry)] as const),
  ...datasets.map((dataset) => [`data set ${dataset.name}`, lookAtDataset(dataset)] as const),
];

async function look(
  context: CliContext,
  { config, engines }: { readonly config: Config; readonly engines: Engines },
  [name, find]: (typeof LOOKS)[number],
) {
  try {
    return { name, ok: true, detail: await find(context, config, engines) };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { name, ok: false, detail: `${error.code} ${error.message}` };
  }
}

/** Each is told when it is known. */
async function examine(context: CliContext, tell: (found: Finding) => void): Promise<Finding[]> {
  const config = context.loadConfig();
  const findings: Finding[] = [];
  const probe = rememberProbes(enginesBelow(homeOf(config)));
  const engines = { probe, taken: () => takenEngines({ choice: config.engine, probe }) };
  for (const one of LOOKS) {
    const found = await look(context, { config, engines }, one);
    findings.push(found);
    tell(found);
  }
  return findings;
}

const WIDTHS = [Math.max(...LOOKS.map(([name]) => name.length)), "WRONG".length] as const;

function lineOf({ name, ok, detail }: Finding): string {
  const [ofName, ofState] = WIDTHS;
  return `${name.padEnd(ofName)}  ${(ok ? "ok" : "WRONG").padEnd(ofState)}  ${detail}`;
}

async function doctor(context: CliContext, { json }: { json?: true }): Promise<void> {
  const { output } = context;
  const findings = await examine(context, (found) => {
    if (!json) output.out(lineOf(found));
  });
  if (json) printJson(output, { findings });
  context.setExitCode(findings.every(({ ok }) => ok) ? EXIT.done : EXIT.failed);
}

export function doctorCommand(program: Command, context: CliContext): void {
  program
    .command("doctor")
    .description("look at everything that has to be right, and say what to do about what is not")
    .option("--json", "print one JSON document")
    .action((options: { json?: true }) => doctor(context, options));
}
