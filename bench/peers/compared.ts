import type { Precision } from "../../src/domain/engine-name.ts";
import { PROGRAMS, type BenchProgram } from "../engine/programs.ts";

/** A program that peers run too. */
export interface Compared {
  readonly program: BenchProgram;
  readonly precision: Precision;
  /** What handed.py calls the network. */
  readonly network: string;
  /** How many steps of the job are run; the rest of the thousand are counted by the steady step. */
  readonly steps: number;
  /** Steps of one native call, where there are such. */
  readonly chunk: number;
  /** How JAX may run it; the faster way counts. */
  readonly forms: readonly ("scan" | "call")[];
  readonly isSteady: boolean;
}

/** The steps of `quick`. */
export const JOB_STEPS = 1000;

const BOTH = ["scan", "call"] as const;
/** A scan of convolutions takes XLA ten times as long as calls do, and as long to compile. */
const CALLS = ["call"] as const;

type Line = readonly [name: string, network: string, steps: number, chunk: number];

const LINES: readonly Line[] = [
  ["MLP 2-16-16-1, batch 32", "perceptron", 1000, 1000],
  ["MLP 784-32-32-10, batch 32", "perceptron", 1000, 500],
  ["ten of MLP 784-32-32-10, batch 32, in one graph", "perceptron", 500, 100],
  ["MLP 784-512-512-10, batch 256", "perceptron", 60, 10],
  [
    "MLP 784-512-512-512-512-512-10, batch normalisation, Adam, batch 256",
    "normalised perceptron",
    20,
    4,
  ],
  ["CNN 28x28, 32 and 64 channels, batch 64", "CNN", 20, 4],
  ["residual CNN 32x32x3, 16 to 64 channels, 6 blocks, batch 64", "residual CNN", 4, 1],
  ["ConvAC 16x16, 32 channels, 4 layers, batch 64", "ConvAC", 200, 20],
];

/** Every row: a program in a precision. */
export const COMPARED: readonly Compared[] = LINES.flatMap(([name, network, steps, chunk]) => {
  const program = PROGRAMS.find((one) => one.name === name);
  if (program === undefined) throw new Error(`no program ${name}`);
  const forms = network.includes("CNN") ? CALLS : BOTH;
  // In float64 one is enough: it says how products are made.
  const precisions = name.startsWith("MLP 2-") ? (["float32"] as const) : program.precisions;
  const row = { program, network, steps, chunk, forms, isSteady: true };
  return precisions.map((precision) => ({ ...row, precision }));
});

/** How many steps show that a peer computes the same. */
const CHECKED_STEPS = 20;

/**
 * The same program in float64 and for its losses only: trainings part from each other by their
 * roundings, in float32 by a thousandth within 20 steps of Adam through normalisations.
 */
export function checkOf(compared: Compared): Compared {
  const [form = "call"] = compared.forms;
  const steps = { steps: CHECKED_STEPS, chunk: CHECKED_STEPS };
  return { ...compared, ...steps, precision: "float64", forms: [form], isSteady: false };
}
