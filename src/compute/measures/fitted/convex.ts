/** Two ways to the one minimum of a strictly convex loss (control N2 of the large-batch paper). */
import type { Precision } from "../../../domain/engine-name.ts";
import { valueAndGradients } from "../../engine/gradients.ts";
import type { Engine, HostArrays } from "../../engine/engines/engine.ts";
import { unflatten } from "../../engine/flat.ts";
import { prefixed, unprefixed } from "../../engine/names.ts";
import type { StepProgram, Tensor, Tensors, TraceTf } from "../../engine/program.ts";
import { traceStep } from "../../engine/trace.ts";
import { minimizeInBox } from "../../numerics/lbfgs-b.ts";
import { createOrder, stepsPerEpoch } from "../../training/order.ts";
import { openLandscape, type PointwiseLoss } from "../landscape/landscape.ts";
import type { AveragedDescentRecipe, FullMinimumRecipe } from "./recipe.ts";

export interface ConvexProblem {
  readonly loss: PointwiseLoss;
  /** Images and labels under the names of the loss's data. */
  readonly data: HostArrays;
  readonly start: HostArrays;
  readonly examples: number;
}

/** Steps in one native call. */
const CHUNK = 1000;
/** L-BFGS stops before its limit where no gradient entry is larger. */
const GRADIENT_TOLERANCE = 1e-10;

function gathered(tf: TraceTf, data: Tensors, order: Tensor): Tensors {
  const entries = Object.entries(data).map(([name, all]) => [name, tf.gather(all, order as never)]);
  return Object.fromEntries(entries) as Tensors;
}

/** w <- w - rate (g + penalty w); the average moves to w by `share`. */
function descentStep({ loss }: ConvexProblem, batch: number): StepProgram {
  const { parameters, data, penalty } = loss;
  const names = Object.keys(parameters);
  return {
    name: `averaged descent on ${loss.name}`,
    state: { ...parameters, ...prefixed("average", parameters) },
    constants: data,
    perStep: {
      order: { shape: [batch], type: "int32" },
      rate: { shape: [] },
      share: { shape: [] },
    },
    step(tf, { state, constants, perStep }) {
      const { order, rate, share } = perStep as { order: Tensor; rate: Tensor; share: Tensor };
      const examples = gathered(tf, constants, order);
      const current = Object.fromEntries(names.map((name) => [name, state[name]])) as Tensors;
      const { value, gradients } = valueAndGradients(
        (given) => tf.mean(loss.losses(tf, given, examples)),
        current,
      );
      const next: Record<string, Tensor> = {};
      for (const [name, weights] of Object.entries(current)) {
        const slope = tf.add(gradients[name] as Tensor, tf.mul(penalty, weights));
        const moved = tf.sub(weights, tf.mul(rate, slope));
        const average = state[`average/${name}`] as Tensor;
        next[name] = moved;
        next[`average/${name}`] = tf.add(average, tf.mul(share, tf.sub(moved, average)));
      }
      return { state: next, metrics: { loss: value } };
    },
  };
}

/** Descent at two rates; the mean of the iterates of the second part is the result. */
async function averagedDescent(
  problem: ConvexProblem,
  { batch, order: arm, epochs }: AveragedDescentRecipe,
  { engine, precision, seed }: { engine: Engine; precision: Precision; seed: number },
): Promise<{ parameters: HostArrays; updates: number }> {
  const plan = { seed, arm, examples: problem.examples, batch };
  const perEpoch = stepsPerEpoch(plan);
  const [first, second] = epochs;
  const firstSteps = first.count * perEpoch;
  const updates = firstSteps + second.count * perEpoch;
  const order = createOrder(plan);
  const graph = traceStep(descentStep(problem, batch));
  const executable = await engine.compileSteps(graph, precision, { steps: updates });
  let state: HostArrays = { ...problem.start, ...prefixed("average", problem.start) };
  for (let done = 0; done < updates; done += CHUNK) {
    const count = Math.min(CHUNK, updates - done);
    const steps = Array.from({ length: count }, (_, index) => done + index);
    const perStep = {
      order: order(done, count),
      rate: Float64Array.from(steps, (step) => (step < firstSteps ? first.rate : second.rate)),
      share: Float64Array.from(steps, (step) => 1 / Math.max(1, step - firstSteps + 1)),
    };
    ({ state } = await executable.run({ count, state, constants: problem.data, perStep }));
  }
  await executable.dispose();
  return { parameters: unprefixed("average", state), updates };
}

/** The minimum itself, in float64. */
async function fullMinimum(
  { loss, data, start }: ConvexProblem,
  { iterations }: FullMinimumRecipe,
  engine: Engine,
): Promise<{ parameters: HostArrays; updates: number }> {
  const landscape = await openLandscape(engine, loss, { parameters: start, data });
  const size = landscape.point.length;
  const unbounded = new Float64Array(size).fill(Infinity);
  const found = await minimizeInBox(
    async (move) => {
      const { rise, gradient } = await landscape.riseAndGradient(move);
      return { value: rise, gradient };
    },
    new Float64Array(size),
    {
      ...{ lower: unbounded.map((one) => -one), upper: unbounded, memory: 10 },
      ...{ maxIterations: iterations, ftol: 0, gtol: GRADIENT_TOLERANCE },
    },
  );
  await landscape.dispose();
  const point = landscape.point.map((one, index) => one + (found.x[index] ?? 0));
  return { parameters: unflatten(loss.parameters, point), updates: found.iterations };
}

/** The minimum by the way that the recipe says. */
export function fitConvex(
  problem: ConvexProblem,
  recipe: AveragedDescentRecipe | FullMinimumRecipe,
  context: { engine: Engine; precision: Precision; seed: number },
): Promise<{ parameters: HostArrays; updates: number }> {
  return recipe.kind === "averaged-descent"
    ? averagedDescent(problem, recipe, context)
    : fullMinimum(problem, recipe, context.engine);
}
