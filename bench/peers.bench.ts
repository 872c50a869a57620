/**
 * Our engines beside JAX and PyTorch on the same programs, from the same start: the steady step and the
 * whole job of 1,000 steps, each try in a fresh process, pinned to the same cores, in turns (ours, JAX,
 * PyTorch, ours, ...), of which the least count. On a GPU both sides compute in float32, not in TF32.
 *
 *   npm run bench -- peers --install [--python python3]
 *   npm run bench -- peers [--cores 1] [--cores 2] [--only words] [--json file] [--svg file]
 *                          [--turns 1] [--python one with JAX and PyTorch] [--device gpu]
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { ENGINES } from "../src/compute/engine/engines/index.ts";
import type { EngineName } from "../src/domain/engine-name.ts";
import { toSvg } from "../src/exports/figure-svg.ts";
import { fromCommandLine } from "./command-line.ts";
import { whyMissing } from "./engine/engines-here.ts";
import { canPin, coresOf } from "./engine/pinned.ts";
import { machine } from "./engine/report.ts";
import { checkOf, COMPARED } from "./peers/compared.ts";
import { installedPython, installPeers } from "./peers/environment.ts";
import { timeOurs } from "./peers/ours.ts";
import { DEVICES, type Device } from "./peers/peer.ts";
import { peersFigure, peersTable } from "./peers/report.ts";
import { refusals, rowsOf, type Contest, type Task } from "./peers/turns.ts";

const { values: options } = fromCommandLine(() =>
  parseArgs({
    options: {
      install: { type: "boolean", default: false },
      python: { type: "string" },
      device: { type: "string", default: "cpu" },
      cores: { type: "string", multiple: true },
      only: { type: "string", default: "" },
      turns: { type: "string", default: "1" },
      json: { type: "string" },
      svg: { type: "string" },
      task: { type: "string" },
    },
  }),
);
const cores = fromCommandLine(() => coresOf(options.cores, cpus().length));

function deviceOf(word: string): Device {
  const found = DEVICES.find((one) => one === word);
  if (found === undefined) throw new Error(`--device ${word}: ${DEVICES.join(" or ")}`);
  return found;
}

const device = fromCommandLine(() => deviceOf(options.device));

/** The interpreter judges others; it is in no race. */
async function enginesHere(): Promise<EngineName[]> {
  const isOnGpu = (name: EngineName) => name === "tensorflow-gpu";
  const racing = ENGINES.filter(
    ({ name }) => name !== "reference" && isOnGpu(name) === (device === "gpu"),
  );
  const probed = await Promise.all(
    racing.map(async ({ name }) => {
      const why = await whyMissing(name);
      if (why !== null) console.error(`without ${name}: ${why}`);
      return why === null ? [name] : [];
    }),
  );
  return probed.flat();
}

async function race(): Promise<void> {
  console.error(machine());
  if (!canPin) console.error("no taskset here: processes are not pinned to cores");
  const python = options.python ?? installedPython();
  if (python === null) console.error("no peers: npm run bench -- peers --install (6 GB of disk)");
  const engines = await enginesHere();
  const contest: Contest = { engines, python, device, turns: Number(options.turns) };
  const rows = COMPARED.flatMap((compared, row) => {
    if (!compared.program.name.includes(options.only)) return [];
    try {
      const refused = refusals(compared, row, { ...contest, cores: Math.max(...cores) });
      return cores.flatMap((count) => {
        const made = rowsOf(compared, row, { ...contest, cores: count, refused });
        for (const one of made) console.error(JSON.stringify(one));
        if (made.some((one) => "refused" in one)) process.exitCode = 1;
        return made;
      });
    } catch (error) {
      // What the others took minutes for is not lost with it.
      console.error(compared.program.name, error);
      process.exitCode = 1;
      return [];
    }
  });
  console.log(peersTable(rows));
  const told = { machine: machine(), rows };
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify(told, null, 2)}\n`);
  }
  if (options.svg !== undefined) writeFileSync(options.svg, await toSvg(peersFigure(rows)));
}

async function answer({ row, isCheck, engine }: Task): Promise<void> {
  const compared = COMPARED[row];
  if (compared === undefined) throw new Error(`no program ${row}`);
  const asked = isCheck ? checkOf(compared) : compared;
  console.log(JSON.stringify(await timeOurs(asked, { engine, cores: cores[0] ?? 1 })));
}

/** What is wrong with a machine is said without the places in our code. */
function install(python: string): void {
  try {
    installPeers(python);
  } catch (error) {
    console.error(`peers were not installed: ${error instanceof Error ? error.message : ""}`);
    process.exitCode = 1;
  }
}

if (options.install) install(options.python ?? "python3");
else if (options.task === undefined) await race();
else await answer(JSON.parse(options.task) as Task);
