/** Points of the modified objective as users give them: the schema, and what it becomes. */
import { z } from "zod";
import { badInput } from "../../../domain/bad-input.ts";
import type { LossSpec } from "../elimination/loss.ts";
import { parameterCount, type ModelSpec } from "../elimination/model.ts";
import type { Problem } from "../elimination/objective.ts";
import { problemDefects } from "../elimination/problems.ts";
import { parametersOf, type Rows } from "../minima/dense-network.ts";
import { networkSchema, rowsSchema } from "./dense-model.ts";

const LOSSES =
  "squared, cross-entropy, logistic, hinge, absolute, double-well, sigmoid, truncated; any other is refused";

const denseSchema = z.strictObject({
  kind: z.literal("dense"),
  network: networkSchema.omit({ output: true }),
  appendOnes: z
    .literal(true)
    .exactOptional()
    .describe("true: the network sees (x, 1), the neuron x alone"),
});

const tableSchema = z.strictObject({
  kind: z.literal("table"),
  points: rowsSchema.describe("the distinct inputs, one a row; f takes a value of its own at each"),
  outputs: z.int().positive().describe("d_y"),
});

const modelSchema = z.discriminatedUnion("kind", [
  denseSchema,
  tableSchema,
  z.strictObject({ kind: z.literal("cubic") }),
  z.strictObject({ kind: z.literal("identity") }),
]);

export const eliminationInputSchema = z.strictObject({
  model: modelSchema.describe(
    "f(x; theta): a dense network; a table of free values; cubic: theta^3 - 3 theta; identity: theta",
  ),
  inputs: rowsSchema.describe("x_i by rows, [m, d_x]; equal rows are one input"),
  targets: rowsSchema.describe("y_i by rows, [m, d_y]"),
  loss: z
    .strictObject({
      kind: z.string().min(1).describe(LOSSES),
      power: z.number().exactOptional().describe("p of the hinge loss max(0, 1 - y q)^p"),
      tilt: z.number().exactOptional().describe("of the double well (q^2 - 1)^2 + tilt q"),
    })
    .describe("l(q, y); squared is ||q - y||^2 without 1/2, and L is the mean over the samples"),
  lambda: z.number().describe("of lambda ||a||^2, positive"),
  theta: z
    .array(z.number())
    .exactOptional()
    .describe("parameters of the model; absent: those of the dense network"),
  a: z.array(z.number()).min(1).describe("a_k, [d_y]"),
  b: z.array(z.number()).min(1).describe("b_k, [d_y]"),
  W: rowsSchema.describe("W by rows, [d_x, d_y]: column k is w_k"),
});

export interface EliminationInput {
  readonly model: ModelSpec;
  readonly inputs: Rows;
  readonly targets: Rows;
  readonly loss: { readonly kind: string; readonly power?: number; readonly tilt?: number };
  readonly lambda: number;
  readonly theta?: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly W: Rows;
}

/** Null: the table has no such loss. */
export function lossOfTable({ kind, power, tilt }: EliminationInput["loss"]): LossSpec | null {
  switch (kind) {
    case "squared":
    case "cross-entropy":
    case "logistic":
    case "absolute":
    case "sigmoid":
    case "truncated":
      return { kind };
    case "hinge":
      return power === undefined || !Number.isInteger(power) || power < 1 ? null : { kind, power };
    case "double-well":
      return tilt === undefined ? null : { kind, tilt };
    default:
      return null;
  }
}

const entries = (count: number) => `${count} ${count === 1 ? "entry" : "entries"}`;

function requireNumber(name: string, found: readonly unknown[], expected: number): void {
  if (found.length !== expected) {
    throw badInput([name], `give ${entries(expected)}, not ${found.length}`);
  }
}

/** theta in the order of the model's matrices. */
function thetaOf({ model, theta }: EliminationInput): readonly number[] {
  if (theta !== undefined) return theta;
  if (model.kind === "dense") return parametersOf(model.network);
  throw badInput(["theta"], "it is missing: this model has no parameters of its own, give them");
}

/**
 * The problem, and z = (theta, a, b, w_1, ..).
 *
 * @throws PlatformError BAD_INPUT with the path of what does not fit together
 */
export function posedBy(input: EliminationInput, loss: LossSpec) {
  const { model, inputs, targets, lambda, a, b, W } = input;
  const problem: Problem = { model, inputs, targets, lambda, loss, neuron: "exponential" };
  const [defect] = problemDefects(problem);
  if (defect !== undefined) throw badInput(defect.path, defect.message);
  const [outputs, width] = [targets[0]?.length ?? 0, inputs[0]?.length ?? 0];
  const theta = thetaOf(input);
  requireNumber("theta", theta, parameterCount(model));
  requireNumber("a", a, outputs);
  requireNumber("b", b, outputs);
  requireNumber("W", W, width);
  W.forEach((row, j) => {
    if (row.length !== outputs) {
      throw badInput(["W", j], `give ${entries(outputs)}, one for each output, not ${row.length}`);
    }
  });
  const neurons = a.map((_, k) => W.map((row) => row[k] ?? Number.NaN));
  return { problem, z: [...theta, ...a, ...b, ...neurons.flat()] };
}
