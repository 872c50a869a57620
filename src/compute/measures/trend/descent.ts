/**
 * Full-batch Adam on L / m for many students of one form, each with its own data, in one program of
 * few operations: all weights of all students are one array.
 *
 * @source    spec kawaguchi2019-depth-width 3.3; Kingma and Ba 2015, algorithm 1
 * @shape     weights [replicas, rows, d]: the rows of W^(1) .. W^(H), then those of W^(H+1) transposed;
 *            values of a layer [replicas, d, m]
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

interface Descent {
  readonly student: Student;
  readonly ends: Ends;
  readonly replicas: number;
  readonly samples: number;
}

/** The rate is that of step 1; half a cosine takes it to 0 at the last. */
export interface AdamPlan {
  readonly kind: "adam";
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

/** How many rows of the weights each layer takes. */
function rowsOf({ student, ends }: Descent): number[] {
  const { hiddenLayers, width } = student;
  return [ends.inputs, ...new Array<number>(hiddenLayers - 1).fill(width), ends.outputs];
}

/**
 * The gradient of the sum of all students' L, laid out like the weights. Each product has the smaller
 * of its factors on the right, which is what a product copies first.
 */
function gradientOf(tf: TraceTf, descent: Descent, weights: Tensor, data: Tensors): Tensor {
  const { apply, pullBack } = PROGRAMS[descent.student.activation];
  const last = descent.student.hiddenLayers;
  const matrices = tf.split(weights, rowsOf(descent), 1);
  const values = [data["inputs"] as Tensor];
  for (const [layer, matrix] of matrices.slice(0, last).entries()) {
    values.push(apply(tf, tf.matMul(matrix, values[layer] as Tensor, true, false)));
  }
  const top = values[last] as Tensor;
  const out = matrices[last] as Tensor;
  const residual = tf.sub(tf.matMul(out, top), data["targets"] as Tensor);
  const gradients = [tf.matMul(residual, top, false, true)];
  let back = tf.matMul(out, residual, true, false);
  for (let layer = last - 1; layer >= 0; layer -= 1) {
    const signal = pullBack(tf, back, values[layer + 1] as Tensor);
    gradients.unshift(tf.matMul(values[layer] as Tensor, signal, false, true));
    if (layer > 0) back = tf.matMul(matrices[layer] as Tensor, signal);
  }
  return tf.concat(gradients, 1);
}

function descentStep(descent: Descent): StepProgram {
  const { student, ends, replicas, samples } = descent;
  const rows = rowsOf(descent).reduce((sum, count) => sum + count, 0);
  const all = { shape: [replicas, rows, student.width] };
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

function packed(networks: readonly DenseNetwork[]): Float64Array {
  return Float64Array.from(
    networks.flatMap(({ weights }) => [
      ...weights.slice(0, -1).flatMap((matrix) => matrix.flat()),
      ...transposed(weights.at(-1) ?? []),
    ]),
  );
}

function unpacked(all: ArrayLike<number>, descent: Descent): DenseNetwork[] {
  const { activation, width } = descent.student;
  let next = 0;
  const takeRow = () => Array.from({ length: width }, () => all[next++] ?? Number.NaN);
  return Array.from({ length: descent.replicas }, () => {
    const matrices = rowsOf(descent).map((count) => Array.from({ length: count }, takeRow));
    const out = matrices.at(-1) ?? [];
    const last = Array.from({ length: width }, (_, unit) => out.map((row) => row[unit] ?? NaN));
    return { activation, weights: [...matrices.slice(0, -1), last] };
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
  const weights = packed(pairs.map(({ start }) => start));
  const joined = (part: (data: RegressionData) => Rows) =>
    Float64Array.from(pairs.flatMap(({ data }) => transposed(part(data))));
  const constants: HostArrays = {
    inputs: joined((data) => data.inputs),
    targets: joined((data) => data.targets),
  };
  const executable = await engine.compileSteps(traceStep(descentStep(descent)), precision, plan);
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
