/**
 * The loss around a trained network: rises that are small beside the loss, gradients, and products
 * with the exact Hessian. Everything that measures a minimum asks this.
 *
 * @precision float64; a search may take its slopes in float32. A rise is the mean of the differences of the same examples' losses, summed without
 *            loss (numerics/summation.ts), so that 5e-8 beside a loss of 1 keeps six digits
 */
import type { Precision } from "../../../domain/engine-name.ts";
import { hessianAt, type HessianAt } from "../../engine/hessian.ts";
import type { Engine, HostArrays } from "../../engine/engines/engine.ts";
import { flatSize, flatten, unflatten } from "../../engine/flat.ts";
import { valueAndGradients } from "../../engine/gradients.ts";
import type { InputSpecs, Tensor, Tensors, TraceTf } from "../../engine/program.ts";
import { traceFunction } from "../../engine/trace.ts";
import { assertMemory, bytesOfGraph } from "../../training/memory.ts";
import { meanRise, accurateSum } from "../../numerics/summation.ts";
import { addScaled, requireLength } from "../../numerics/vectors.ts";

/** f(x) = mean of the losses of single examples, and (penalty / 2) ||x||^2. */
export interface PointwiseLoss {
  readonly name: string;
  readonly parameters: InputSpecs;
  readonly data: InputSpecs;
  /** One loss for each example, of shape [examples]. */
  losses(tf: TraceTf, parameters: Tensors, data: Tensors): Tensor;
  readonly penalty: number;
}

export interface Landscape {
  /** The parameters, one after the other in the order of their specs. */
  readonly point: Float64Array;
  /** f at the point. */
  readonly loss: number;
  /** f(x + z) - f(x). */
  riseOf(displacement: Float64Array): Promise<number>;
  /** The rise, and the gradient of f at x + z; float64 unless said. */
  riseAndGradient(
    displacement: Float64Array,
    precision?: Precision,
  ): Promise<{ readonly rise: number; readonly gradient: Float64Array }>;
  /** Products of the Hessian of f at the point with vectors. */
  hessian(directions: readonly Float64Array[]): Promise<Float64Array[]>;
  dispose(): Promise<void>;
}

const MOVE = "move/";

function moved(tf: TraceTf, inputs: Tensors, names: readonly string[]): Tensors {
  const entries = names.map((name) => [
    name,
    tf.add(inputs[name] as Tensor, inputs[MOVE + name] as Tensor),
  ]);
  return Object.fromEntries(entries) as Tensors;
}

function movedInputs({ parameters, data }: PointwiseLoss): InputSpecs {
  const moves = Object.entries(parameters).map(([name, spec]) => [MOVE + name, spec] as const);
  return { ...parameters, ...Object.fromEntries(moves), ...data };
}

function lossesGraph(loss: PointwiseLoss) {
  return traceFunction({
    name: `losses of ${loss.name}`,
    inputs: movedInputs(loss),
    run: (tf, inputs) => ({
      losses: loss.losses(tf, moved(tf, inputs, Object.keys(loss.parameters)), inputs),
    }),
  });
}

function gradientGraph(loss: PointwiseLoss) {
  return traceFunction({
    name: `losses and gradient of ${loss.name}`,
    inputs: movedInputs(loss),
    run(tf, inputs) {
      let losses: Tensor | undefined;
      const { gradients } = valueAndGradients(
        (parameters) => {
          losses = loss.losses(tf, parameters, inputs);
          return tf.mean(losses);
        },
        moved(tf, inputs, Object.keys(loss.parameters)),
      );
      return { ...gradients, losses: losses as Tensor };
    },
  });
}

/** (penalty / 2) (||x + z||^2 - ||x||^2), as penalty times the sum of z (x + z / 2). */
function penaltyRise({ penalty }: PointwiseLoss, point: Float64Array, move: Float64Array): number {
  if (penalty === 0) return 0;
  return penalty * accurateSum(move.map((z, index) => z * ((point[index] ?? 0) + z / 2)));
}

function asFloat64(arrays: HostArrays): HostArrays {
  const entries = Object.entries(arrays).map(([name, data]) => [
    name,
    data instanceof Float32Array ? Float64Array.from(data) : data,
  ]);
  return Object.fromEntries(entries) as HostArrays;
}

/** Examples' losses and slopes in one precision, measured from the losses at the point itself. */
interface Instrument {
  riseOf(displacement: Float64Array): Promise<number>;
  riseAndGradient(
    displacement: Float64Array,
  ): Promise<{ readonly rise: number; readonly gradient: Float64Array }>;
  readonly before: Float64Array;
  dispose(): Promise<void>;
}

async function openInstrument(
  { engine, precision }: { engine: Engine; precision: Precision },
  loss: PointwiseLoss,
  { fixed, point }: { fixed: HostArrays; point: Float64Array },
): Promise<Instrument> {
  const { parameters, name, penalty } = loss;
  const graph = gradientGraph(loss);
  assertMemory(`measuring ${name} around a point`, bytesOfGraph(graph, precision));
  const values = await engine.compileFunction(name, lossesGraph(loss), precision);
  const slopes = await engine.compileFunction(name, graph, precision);
  const inputsAt = (displacement: Float64Array) => {
    requireLength("a displacement", displacement, flatSize(parameters));
    const moves = Object.entries(unflatten(parameters, displacement));
    return { ...fixed, ...Object.fromEntries(moves.map(([key, move]) => [MOVE + key, move])) };
  };
  const lossesOf = async (displacement: Float64Array) =>
    Float64Array.from((await values.run(inputsAt(displacement)))["losses"] ?? []);
  const before = await lossesOf(new Float64Array(point.length));
  const riseFrom = (losses: Float64Array, displacement: Float64Array) =>
    meanRise(before, losses) + penaltyRise(loss, point, displacement);
  return {
    before,
    riseOf: async (displacement) => riseFrom(await lossesOf(displacement), displacement),
    async riseAndGradient(displacement) {
      const { losses = [], ...gradients } = await slopes.run(inputsAt(displacement));
      const gradient = flatten(parameters, gradients);
      if (penalty !== 0) {
        addScaled(gradient, penalty, point);
        addScaled(gradient, penalty, displacement);
      }
      return { rise: riseFrom(Float64Array.from(losses), displacement), gradient };
    },
    async dispose() {
      await values.dispose();
      await slopes.dispose();
    },
  };
}

/**
 * @param at the network's parameters and the examples on which f is a mean
 * @throws PlatformError NOT_ENOUGH_MEMORY before anything is compiled
 */
export async function openLandscape(
  engine: Engine,
  loss: PointwiseLoss,
  at: { readonly parameters: HostArrays; readonly data: HostArrays },
): Promise<Landscape> {
  const { parameters, penalty } = loss;
  const data = asFloat64(at.data);
  const point = flatten(parameters, at.parameters);
  const place = { fixed: { ...asFloat64(at.parameters), ...data }, point };
  const exact = await openInstrument({ engine, precision: "float64" }, loss, place);
  let quick: Instrument | null = null;
  let curvature: HessianAt | null = null;
  return {
    point,
    loss:
      accurateSum(exact.before) / exact.before.length +
      (penalty / 2) * accurateSum(point.map((x) => x * x)),
    riseOf: exact.riseOf,
    async riseAndGradient(displacement, precision = "float64") {
      if (precision === "float64") return exact.riseAndGradient(displacement);
      quick ??= await openInstrument({ engine, precision }, loss, place);
      return quick.riseAndGradient(displacement);
    },
    async hessian(directions) {
      curvature ??= await hessianAt(
        engine,
        { ...loss, loss: (tf, given, examples) => tf.mean(loss.losses(tf, given, examples)) },
        { parameters: asFloat64(at.parameters), data },
      );
      const products = await curvature.products(directions);
      products.forEach((product, index) => {
        addScaled(product, penalty, directions[index] ?? new Float64Array(product.length));
      });
      return products;
    },
    async dispose() {
      await exact.dispose();
      await quick?.dispose();
      await curvature?.dispose();
    },
  };
}
