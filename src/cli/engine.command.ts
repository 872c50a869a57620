import type { Command } from "commander";
import { ENGINES } from "../compute/engine/engines/index.ts";
import type {
  TensorflowFolder,
  TensorflowName,
} from "../compute/engine/engines/tensorflow-folder.ts";
import { homeOf } from "../database/embedded/index.ts";
import { makeHome } from "../database/embedded/place.ts";
import { PlatformError } from "../domain/errors.ts";
import { enginesBelow } from "../worker/compute-folders.ts";
import { rememberProbes } from "../worker/remember-probes.ts";
import { installTensorflow, removeTensorflow } from "../worker/tensorflow/install.ts";
import type { CliContext } from "./context.ts";
import { lookAt } from "./engine-state.ts";
import { printJson } from "./output.ts";

interface EngineCommandOptions {
  readonly gpu?: true;
  readonly from?: string;
  readonly json?: true;
}

const WORD = "tensorflow";

function engineNamed(word: string, { gpu }: EngineCommandOptions): TensorflowName {
  const wanted = gpu ? "tensorflow-gpu" : "tensorflow-cpu";
  if (word === WORD || word === wanted) return wanted;
  if (word === "tensorflow-gpu") return word;
  const isOurs = ENGINES.some(({ name }) => name === word && !name.startsWith(WORD));
  const told = isOurs ? `${word} comes with the product` : `no engine ${word} can be installed`;
  throw new PlatformError(
    "NOT_FOUND",
    `${told}: the one to name here is ${WORD}, with or without --gpu`,
  );
}

async function list(context: CliContext, { json }: EngineCommandOptions): Promise<void> {
  const probe = rememberProbes(enginesBelow(homeOf(context.loadConfig())));
  const edges = [];
  for (const entry of ENGINES) {
    const { name, title } = entry;
    const { isAvailable, detail, probed } = await lookAt(entry, probe);
    const { device = null, versions = [] } = probed.available ? probed.facts : {};
    const reason = probed.available ? null : probed.reason;
    if (!json) {
      const apart = edges.length === 0 ? "" : "\n";
      const state = isAvailable ? "available" : "not available";
      context.output.out(`${apart}${name} (${state})\n  ${detail}`);
    }
    edges.push({ node: { name, title, isAvailable, reason, device, versions } });
  }
  if (json) printJson(context.output, { engines: { edges } });
}

function describe({ folder, manifest }: TensorflowFolder): string {
  const { engine, tensorflow, bytes, sawGpu } = manifest;
  const blind = engine === "tensorflow-gpu" && !sawGpu ? "; no GPU was seen when it was built" : "";
  return `${engine}: TensorFlow ${tensorflow}, ${(bytes / 1e6).toFixed(0)} MB in ${folder}${blind}`;
}

async function install(context: CliContext, word: string, options: EngineCommandOptions) {
  const name = engineNamed(word, options);
  const config = context.loadConfig();
  const { root, output, signal } = context;
  const installed = enginesBelow(makeHome(homeOf(config)));
  const from = options.from ?? null;
  const log = (line: string) => output.err(line);
  const found = await installTensorflow(name, { root, installed, from, signal, log });
  const { folder, binding, manifest } = found;
  if (options.json) printJson(output, { engine: { ...manifest, folder, binding } });
  else output.out(describe(found));
}

async function remove(context: CliContext, word: string, options: EngineCommandOptions) {
  const name = engineNamed(word, options);
  const installed = enginesBelow(homeOf(context.loadConfig()));
  const isRemoved = await removeTensorflow(installed, name);
  if (options.json) printJson(context.output, { engine: name, isRemoved });
  else context.output.out(isRemoved ? `${name} is removed` : `${name} is not installed`);
}

export function engineCommand(program: Command, context: CliContext): void {
  const command = program
    .command("engine")
    .description("list the engines that compute trainings; install and remove TensorFlow");
  command
    .command("list", { isDefault: true })
    .description("say of each engine whether it computes here, and why not")
    .option("--json", "print one JSON document")
    .action((options: EngineCommandOptions) => list(context, options));
  command
    .command("install <name>")
    .description("build an engine from TensorFlow's library and put it into the data folder")
    .option("--gpu", "the one for NVIDIA GPUs, with their libraries")
    .option("--from <path>", "a wheel or a folder that holds TensorFlow, instead of a download")
    .option("--json", "print one JSON document")
    .action((name: string, options: EngineCommandOptions) => install(context, name, options));
  command
    .command("remove <name>")
    .description("remove an engine that was installed")
    .option("--gpu", "the one for NVIDIA GPUs")
    .option("--json", "print one JSON document")
    .action((name: string, options: EngineCommandOptions) => remove(context, name, options));
}
