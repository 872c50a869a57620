/**
 * Rank modulo a prime against FLINT (through python-flint) on the same sizes: ratios in one run.
 * Without a Python that has it, only our own times are printed, and why.
 *
 *   npm run bench -- rank-modulo [--python path]
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PrimeField } from "../src/compute/numerics/prime-field.ts";
import { rankModulo } from "../src/compute/numerics/rank-modulo.ts";
import { PURPOSES, RandomStream } from "../src/compute/numerics/threefry.ts";
import { fromCommandLine } from "./command-line.ts";
import { installedPython } from "./peers/environment.ts";

const SIZES = [256, 512, 1024];
const MODULI = [2 ** 31 - 19, 2 ** 26 - 5];
const REPEATS = 3;
const PEER = fileURLToPath(new URL("peers/rank_modulo.py", import.meta.url));
const { python } = fromCommandLine(() =>
  parseArgs({ options: { python: { type: "string" } } }),
).values;
const PYTHON = python ?? installedPython() ?? "python3";

function randomMatrix(size: number, modulus: number) {
  const stream = new RandomStream(1, PURPOSES.exactWeights, 0);
  const entries = Int32Array.from({ length: size * size }, () => stream.below(modulus));
  return { rows: size, columns: size, entries };
}

/** Best of the repeats, in seconds; the first also warms the compiler up. */
function ourSeconds(size: number, modulus: number): number {
  const field = new PrimeField(modulus);
  const matrix = randomMatrix(size, modulus);
  const times = Array.from({ length: REPEATS }, () => {
    const start = performance.now();
    if (rankModulo(matrix, field) !== size)
      throw new Error("a random matrix should have full rank");
    return (performance.now() - start) / 1000;
  });
  return Math.min(...times);
}

function peerSeconds(size: number, modulus: number): number | null {
  const args = [PEER, size, modulus, REPEATS].map(String);
  const { status, stdout } = spawnSync(PYTHON, args, { encoding: "utf8" });
  return status === 0 ? Number(stdout) : null;
}

const rows = SIZES.flatMap((size) =>
  MODULI.map((modulus) => {
    const ours = ourSeconds(size, modulus);
    const flint = peerSeconds(size, modulus);
    return { size, modulus, ours, flint, ratio: flint === null ? null : ours / flint };
  }),
);
console.log(JSON.stringify(rows, null, 2));
if (rows.some(({ flint }) => flint === null)) {
  console.error(
    `no peer: ${PYTHON} has no python-flint; npm run bench -- peers --install gets one that has, or name ` +
      "it with --python",
  );
}
