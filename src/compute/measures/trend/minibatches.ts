/**
 * The paper-scale recipe: SGD with momentum on batches, then full-batch Adam, one student after the
 * other. The rate is chosen for each activation, depth and width by the worst final loss of pilot
 * seeds that do not enter the test.
 *
 * @source    spec kawaguchi2019-depth-width 3.4
 * @precision trained in that of the engine; pilots are judged in float64
 * @random    order of the batches: (seed, purpose 1 = order)
 * @cost      rates x pilots + blocks trainings; each is kept, and taken up where it was left
 * @fails     a training that leaves the finite numbers gives weights of NaN
 */
import { dense, halfSquaredError, relu, sequential, tanh, type Network } from "../../nn/index.ts";
import {
  adam,
  cosineRate,
  momentum,
  train,
  type Examples,
  type Trained,
  type TrainingPlan,
} from "../../training/index.ts";
import type { MeasureContext } from "../measure.ts";
import type { DenseNetwork, RegressionData, Rows } from "../minima/dense-network.ts";
import { normalisedLoss } from "./quality.ts";
import type { Student } from "./student.ts";

export interface MinibatchPlan {
  readonly kind: "minibatches";
  readonly momentum: number;
  readonly batch: number;
  readonly epochs: number;
  /** From which one is chosen, largest first. */
  readonly rates: readonly number[];
  /** Seeds of the runs by which it is chosen. */
  readonly pilots: readonly number[];
  /** Full-batch Adam at the end; the rate falls to 0 as half a cosine. */
  readonly polish: { readonly steps: number; readonly rate: number };
}

export interface StudentPair {
  readonly seed: number;
  readonly start: DenseNetwork;
  readonly data: RegressionData;
}

type Tools = Pick<MeasureContext, "engine" | "precision" | "states">;

function networkOf({ activation, width, hiddenLayers }: Student, { data }: StudentPair): Network {
  const act = { tanh: [tanh()], relu: [relu()], identity: [] }[activation];
  const hidden = Array.from({ length: hiddenLayers }, () => [
    dense(width, { biases: null }),
    ...act,
  ]);
  const outputs = data.targets[0]?.length ?? 0;
  const layers = [...hidden.flat(), dense(outputs, { biases: null })];
  return sequential([data.inputs[0]?.length ?? 0], layers);
}

function rowsOf(values: ArrayLike<number>, [count = 0, length = 0]: readonly number[]): Rows {
  const at = (row: number, column: number) => values[row * length + column] ?? Number.NaN;
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length }, (_one, column) => at(row, column)),
  );
}

/** As a dense network; one that diverged has no finite weight. */
function trainedNetwork(network: Network, start: DenseNetwork, trained: Trained): DenseNetwork {
  const isLost = trained.stopped === "DIVERGED";
  const weights = Object.entries(network.parameters).map(([name, { shape }]) =>
    rowsOf(isLost ? [] : (trained.parameters[name] ?? []), shape),
  );
  return { ...start, weights };
}

async function trainOne(
  { engine, precision, states }: Tools,
  student: Student,
  plan: MinibatchPlan,
  { pair, rate }: { readonly pair: StudentPair; readonly rate: number },
): Promise<DenseNetwork> {
  const network = networkOf(student, pair);
  const { inputs, targets } = pair.data;
  const examples: Examples = {
    inputs: Float64Array.from(inputs.flat()),
    targets: Float64Array.from(targets.flat()),
  };
  const names = Object.keys(network.parameters);
  const initial = Object.fromEntries(
    names.map((name, layer) => [name, Float64Array.from(pair.start.weights[layer]?.flat() ?? [])]),
  );
  const steps = plan.epochs * Math.ceil(inputs.length / plan.batch);
  const shared = { network, loss: halfSquaredError, examples, seed: pair.seed };
  const descent: TrainingPlan = {
    ...{ ...shared, initial, batch: plan.batch, until: { limit: steps } },
    ...{ optimiser: momentum({ momentum: plan.momentum }), rate: cosineRate(rate, steps) },
  };
  const rough = await train(engine, precision, descent, { states });
  if (rough.stopped === "DIVERGED") return trainedNetwork(network, pair.start, rough);
  const { polish } = plan;
  const end: TrainingPlan = {
    ...{ ...shared, initial: rough.parameters, batch: "all", until: { limit: polish.steps } },
    ...{ optimiser: adam(), rate: cosineRate(polish.rate, polish.steps) },
  };
  return trainedNetwork(network, pair.start, await train(engine, precision, end, { states }));
}

/** Smallest worst loss; of equal ones the smallest rate. */
async function chooseRate(
  tools: Tools,
  student: Student,
  plan: MinibatchPlan,
  pilots: readonly StudentPair[],
): Promise<number> {
  let best = { rate: plan.rates[0] ?? 0, worst: Infinity };
  for (const rate of plan.rates.toSorted((left, right) => right - left)) {
    let worst = 0;
    for (const pair of pilots) {
      const trained = await trainOne(tools, student, plan, { pair, rate });
      const loss = normalisedLoss(trained, pair.data);
      worst = Math.max(worst, Number.isFinite(loss) ? loss : Infinity);
    }
    if (worst <= best.worst) best = { rate, worst };
  }
  return best.rate;
}

export async function trainByMinibatches(
  tools: Tools,
  student: Student,
  plan: MinibatchPlan,
  { pairs, pilots }: { pairs: readonly StudentPair[]; pilots: readonly StudentPair[] },
): Promise<DenseNetwork[]> {
  const rate = await chooseRate(tools, student, plan, pilots);
  const trained: DenseNetwork[] = [];
  for (const pair of pairs) trained.push(await trainOne(tools, student, plan, { pair, rate }));
  return trained;
}
