/**
 * The engines on the programs that claims are made of: the steady step and the whole job, each in a
 * process of its own, pinned to its cores, beside the rate of a plain matrix product in that process.
 *
 *   npm run bench -- engine [--cores 1] [--cores 2] [--only words] [--json file]
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
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
  const most = cpus().length;
  const cores = (values.cores ?? (most > 1 ? ["1", "2"] : ["1"])).map(Number);
  const wrong = cores.find((one) => !Number.isInteger(one) || one < 1 || one > most);
  if (wrong !== undefined) throw new Error(`--cores ${wrong}: this machine has ${most}`);
  return { ...values, cores };
}

const canPin = spawnSync("taskset", ["-V"]).status === 0;

/** Runs one task in a fresh process on the first cores. */
function rowInProcess(task: Task, cores: number): Row {
  const own = [...process.execArgv, SELF, "--task", JSON.stringify(task), "--cores", String(cores)];
  const pinned = ["-c", `0-${cores - 1}`, process.execPath, ...own];
  const [command, args] = canPin ? ["taskset", pinned] : [process.execPath, own];
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return JSON.parse(stdout) as Row;
  throw new Error(`${task.program} on ${task.engine} failed: ${stderr}`);
}

const options = optionsOf(process.argv.slice(2));
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
