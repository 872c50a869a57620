/**
 * Full-batch Adam on L / m for many students of one form, each with its own data, in one program of
 * few operations: all weights of all students are one array.
 *
 * @source    spec kawaguchi2019-depth-width 3.3; Kingma and Ba 2015, algorithm 1
 * @shape     weights [replicas, d, columns]: row k of a student holds the weights into unit k of each
 *            hidden layer, then those out of unit k of the last; values of a layer [replicas, d, m]
 * @precision that of the engine. The moments are kept without their factors 1 - beta, and L without
 *            1 / m: rate and epsilon of each step carry both, so that only rounding differs
 * @cost      6 m P a step and student
 */
import type { Precision } from "../../../domain/engine-name.ts";
import type { Engine, HostArrays } from "../../engine/engines/engine.ts";
import type { StepProgram, Tensor, Tensors, TraceTf } from "../../engine/program.ts";
import { traceStep } from "../../engine/trace.ts";
import { cosineRate } from "../../training/index.ts";
import type { DenseNetwork, RegressionData, Rows } from "../minima/dense-network.ts";
import type { Ends, Student, StudentActivation } from "./student.ts";

export interface Descent {
  readonly student: Student;
  readonly ends: Ends;
  readonly replicas: number;
  readonly samples: number;
}

/** The rate is that of step 1; half a cosine takes it to 0 at the last. */
export interface AdamPlan {
  readonly steps: number;
  readonly rate: number;
}

const BETA = { first: 0.9, second: 0.999 };
const EPSILON = 1e-8;

interface ActivationProgram {
  apply(tf: TraceTf, z: Tensor): Tensor;
  /** The signal times the derivative, which is a function of the unit's value; that of ReLU at 0 is 0. */
  pullBack(tf: TraceTf, signal: Tensor, value: Tensor): Tensor;
}

const PROGRAMS: Readonly<Record<StudentActivation, ActivationProgram>> = {
  tanh: {
    apply: (tf, z) => tf.tanh(z),
    pullBack: (tf, signal, value) => tf.sub(signal, tf.mul(signal, tf.square(value))),
  },
  relu: {
    apply: (tf, z) => tf.relu(z),
    pullBack: (tf, signal, value) => tf.mul(signal, tf.cast(tf.greater(value, 0), "float32")),
  },
  identity: { apply: (_tf, z) => z, pullBack: (_tf, signal) => signal },
};

/** Lengths along the last axis of the weights: what each layer takes of it. */
function columnsOf({ student, ends }: Descent): number[] {
  const { hiddenLayers, width } = student;
  return [ends.inputs, ...new Array<number>(hiddenLayers - 1).fill(width), ends.outputs];
}

/** The gradient of the sum of all students' L, laid out like the weights. */
function gradientOf(tf: TraceTf, descent: Descent, weights: Tensor, data: Tensors): Tensor {
  const { apply, pullBack } = PROGRAMS[descent.student.activation];
  const last = descent.student.hiddenLayers;
  const matrices = tf.split(weights, columnsOf(descent), 2);
  const values = [data["inputs"] as Tensor];
  for (const [layer, matrix] of matrices.slice(0, last).entries()) {
    values.push(apply(tf, tf.matMul(matrix, values[layer] as Tensor)));
  }
  const top = values[last] as Tensor;
  const out = matrices[last] as Tensor;
  const residual = tf.sub(tf.matMul(out, top, true, false), data["targets"] as Tensor);
  const gradients = [tf.transpose(tf.matMul(residual, top, false, true), [0, 2, 1])];
  let back = tf.matMul(out, residual);
  for (let layer = last - 1; layer >= 0; layer -= 1) {
    const signal = pullBack(tf, back, values[layer + 1] as Tensor);
    gradients.unshift(tf.matMul(signal, values[layer] as Tensor, false, true));
    if (layer > 0) back = tf.matMul(matrices[layer] as Tensor, signal, true, false);
  }
  return tf.concat(gradients, 2);
}

export function descentStep(descent: Descent): StepProgram {
  const { student, ends, replicas, samples } = descent;
  const columns = columnsOf(descent).reduce((sum, count) => sum + count, 0);
  const all = { shape: [replicas, student.width, columns] };
  return {
    name: `${replicas} ${student.activation} students`,
    state: { weights: all, first: all, second: all },
    constants: {
      inputs: { shape: [replicas, ends.inputs, samples] },
      targets: { shape: [replicas, ends.outputs, samples] },
    },
    perStep: { rate: { shape: [] }, epsilon: { shape: [] } },
    step(tf, { state, constants, perStep }) {
      const { weights, first, second } = state as Record<"weights" | "first" | "second", Tensor>;
      const { rate, epsilon } = perStep as Record<"rate" | "epsilon", Tensor>;
      const gradient = gradientOf(tf, descent, weights, constants);
      const moved = tf.add(tf.mul(BETA.first, first), gradient);
      const squares = tf.add(tf.mul(BETA.second, second), tf.square(gradient));
      const move = tf.mul(rate, tf.div(moved, tf.add(tf.sqrt(squares), epsilon)));
      const next = { weights: tf.sub(weights, move), first: moved, second: squares };
      return { state: next, metrics: {} };
    },
  };
}

/** Rate and epsilon of each step, with Adam's corrections and the 1 / m of the loss inside. */
function factorsOf({ steps, rate }: AdamPlan, samples: number) {
  const schedule = cosineRate(rate, steps);
  const rates = new Float64Array(steps);
  const epsilons = new Float64Array(steps);
  for (let step = 1; step <= steps; step += 1) {
    const root = Math.sqrt((1 - BETA.second) / (1 - BETA.second ** step));
    const first = (1 - BETA.first) / (1 - BETA.first ** step);
    rates[step - 1] = (schedule.at(step) * first) / root;
    epsilons[step - 1] = (EPSILON * samples) / root;
  }
  return { rate: rates, epsilon: epsilons };
}

/** Samples side by side: one row for each column of the matrix. */
function transposed(rows: Rows): number[] {
  return (rows[0] ?? []).flatMap((_, column) => rows.map((row) => row[column] ?? Number.NaN));
}

function packed(networks: readonly DenseNetwork[], width: number): Float64Array {
  const rowOf = ({ weights }: DenseNetwork, unit: number) =>
    weights.flatMap((matrix, layer) => {
      const isLast = layer === weights.length - 1;
      return isLast ? (matrix[unit] ?? []) : matrix.map((row) => row[unit] ?? Number.NaN);
    });
  const units = Array.from({ length: width }, (_, unit) => unit);
  return Float64Array.from(networks.flatMap((one) => units.flatMap((unit) => rowOf(one, unit))));
}

function unpacked(all: ArrayLike<number>, descent: Descent): DenseNetwork[] {
  const { activation, width } = descent.student;
  const columns = columnsOf(descent);
  const total = columns.reduce((sum, count) => sum + count, 0);
  const starts = columns.map((_, layer) =>
    columns.slice(0, layer).reduce((sum, one) => sum + one, 0),
  );
  const units = Array.from({ length: width }, (_, unit) => unit);
  return Array.from({ length: descent.replicas }, (_, replica) => {
    const at = (unit: number, column: number) =>
      all[(replica * width + unit) * total + column] ?? Number.NaN;
    const weights = columns.map((count, layer) => {
      const places = Array.from({ length: count }, (_, index) => (starts[layer] ?? 0) + index);
      const isLast = layer === columns.length - 1;
      return isLast
        ? units.map((unit) => places.map((place) => at(unit, place)))
        : places.map((place) => units.map((unit) => at(unit, place)));
    });
    return { activation, weights };
  });
}

/** Trains each network, a student of this form, on its own data; all data are of one shape. */
export async function descend(
  { engine, precision }: { readonly engine: Engine; readonly precision: Precision },
  student: Student,
  plan: AdamPlan,
  pairs: readonly { readonly start: DenseNetwork; readonly data: RegressionData }[],
): Promise<DenseNetwork[]> {
  const { inputs = [], targets = [] } = pairs[0]?.data ?? {};
  const ends = { inputs: inputs[0]?.length ?? 0, outputs: targets[0]?.length ?? 0 };
  const descent = { student, ends, replicas: pairs.length, samples: inputs.length };
  const weights = packed(
    pairs.map(({ start }) => start),
    descent.student.width,
  );
  const joined = (rowsOf: (data: RegressionData) => Rows) =>
    Float64Array.from(pairs.flatMap(({ data }) => transposed(rowsOf(data))));
  const constants: HostArrays = {
    inputs: joined((data) => data.inputs),
    targets: joined((data) => data.targets),
  };
  const executable = await engine.compileSteps(traceStep(descentStep(descent)), precision);
  try {
    const zeros = new Float64Array(weights.length);
    const { state } = await executable.run({
      ...{ count: plan.steps, constants, perStep: factorsOf(plan, descent.samples) },
      state: { weights, first: zeros, second: zeros },
    });
    return unpacked(state["weights"] ?? [], descent);
  } finally {
    await executable.dispose();
  }
}
