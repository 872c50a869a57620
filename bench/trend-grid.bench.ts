/**
 * The small trend grid, 24 students for each block, beside the same grid in NumPy, one thread each, one
 * after the other on the same processor: processor time of both, which what else the machine does
 * changes least, and their ratio.
 *
 *   npm run bench -- trend-grid [--blocks 5] [--steps 1000] [--python python3]
 */
import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadEngine } from "../src/compute/engine/engines/index.ts";
import { descend } from "../src/compute/measures/trend/descent.ts";
import { untrained, type StudentActivation } from "../src/compute/measures/trend/student.ts";
import { taughtBy } from "../src/compute/measures/trend/teacher.ts";
import { fromCommandLine } from "./command-line.ts";
import { machine } from "./engine/report.ts";
import { installedPython } from "./peers/environment.ts";

const { values } = fromCommandLine(() =>
  parseArgs({
    options: {
      blocks: { type: "string", default: "5" },
      steps: { type: "string", default: "1000" },
      python: { type: "string", default: installedPython() ?? "python3" },
    },
  }),
);
const [blocks, steps] = [Number(values.blocks), Number(values.steps)];
const REPEATS = 3;
const PEER = fileURLToPath(new URL("./peers/trend_grid.py", import.meta.url));
const RATE = 1e-2;
const TEACHER = { kind: "teacher", samples: 300, inputs: 10, hiddenLayers: 7, width: 50 } as const;
const ENDS = { inputs: TEACHER.inputs + 1, outputs: 1 };

/** Compilation of the 24 programs included, as the claims pay for it; the data are made before. */
async function ours(): Promise<number> {
  const engine = await loadEngine("onnx-cpu", { threads: 1 });
  const seeds = Array.from({ length: blocks }, (_, index) => index + 1);
  const data = seeds.map((seed) => taughtBy({ ...TEACHER, scale: 2 }, seed));
  const start = process.cpuUsage();
  for (const activation of ["tanh", "relu"] satisfies StudentActivation[]) {
    for (const hiddenLayers of [1, 2, 3]) {
      for (const width of [2, 4, 8, 16]) {
        const student = { activation, hiddenLayers, width };
        const pairs = data.map((one, at) => {
          return { start: untrained(student, ENDS, seeds[at] ?? 0), data: one };
        });
        await descend(
          { engine, precision: "float32" },
          ...([student, { kind: "adam", steps, rate: RATE }, pairs] as const),
        );
      }
    }
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** Seconds in float64, as the reference run was, and in float32. */
function numpy(): { readonly float64: number; readonly float32: number } {
  const args = [PEER, String(blocks), String(steps)];
  const told = execFileSync(values.python, args, { encoding: "utf8" });
  return JSON.parse(told) as { float64: number; float32: number };
}

/** Known before anything is computed for minutes. */
function assertNumpy(): void {
  if (spawnSync(values.python, ["-c", "import numpy"]).status === 0) return;
  console.error(
    `trend-grid needs a Python with numpy, and ${values.python} is none: npm run bench -- peers --install ` +
      "gets one (6 GB of disk), or npm run bench -- trend-grid --python <one that you have>",
  );
  process.exit(1);
}

assertNumpy();
const least = (numbers: readonly number[]) => Math.min(...numbers);
const mine: number[] = [];
const peers: { float64: number; float32: number }[] = [];
// In turns, so that what else the machine does weighs on both; the fastest of each counts.
for (let repeat = 0; repeat < REPEATS; repeat += 1) {
  mine.push(await ours());
  peers.push(numpy());
}
const seconds = {
  ours: least(mine),
  numpyFloat64: least(peers.map(({ float64 }) => float64)),
  numpyFloat32: least(peers.map(({ float32 }) => float32)),
};
const ratio = {
  toFloat64: seconds.numpyFloat64 / seconds.ours,
  toFloat32: seconds.numpyFloat32 / seconds.ours,
};
const row = { machine: machine(), trainings: 24 * blocks, steps, seconds, ratio };
console.log(JSON.stringify(row, null, 2));
