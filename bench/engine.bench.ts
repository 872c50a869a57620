/**
 * The engines on the programs that claims are made of: the steady step and the whole job, each in a
 * process of its own, pinned to its cores, beside the rate of a plain matrix product in that process.
 *
 *   npm run bench -- engine [--cores 1] [--cores 2] [--only words] [--json file]
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fromCommandLine } from "./command-line.ts";
import { canPin, coresOf, runPinned } from "./engine/pinned.ts";
import { machine, tableOf } from "./engine/report.ts";
import { rowOf, TASKS, type Row, type Task } from "./engine/rows.ts";

const SELF = fileURLToPath(import.meta.url);

function optionsOf(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cores: { type: "string", multiple: true },
      only: { type: "string" },
      json: { type: "string" },
      task: { type: "string" },
    },
  });
  return { ...values, cores: coresOf(values.cores, cpus().length) };
}

/** Runs one task in a fresh process on the first cores. */
function rowInProcess(task: Task, cores: number): Row {
  const own = [SELF, "--task", JSON.stringify(task), "--cores", String(cores)];
  const flags = [...process.execArgv, "--expose-gc"];
  try {
    return JSON.parse(runPinned(process.execPath, [...flags, ...own], cores)) as Row;
  } catch (cause) {
    throw new Error(`${task.program} on ${task.engine} failed`, { cause });
  }
}

const options = fromCommandLine(() => optionsOf(process.argv.slice(2)));
if (options.task === undefined) {
  console.error(machine());
  if (!canPin) console.error("no taskset here: processes are not pinned to cores");
  const wanted = TASKS.filter(({ program }) => program.includes(options.only ?? ""));
  const rows = options.cores.flatMap((cores) =>
    wanted.map((task) => {
      const row = rowInProcess(task, cores);
      console.error(`${row.program}, ${row.engine}, ${row.precision}, ${cores}: ${row.stepMs} ms`);
      return row;
    }),
  );
  console.log(tableOf(rows));
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify({ machine: machine(), rows }, null, 2)}\n`);
  }
} else {
  const [cores = 1] = options.cores;
  console.log(JSON.stringify(await rowOf(JSON.parse(options.task) as Task, cores)));
}
