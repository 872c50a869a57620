/** The networks that recipes speak of, and what is done to their weights. */
import { sizeOf } from "../../engine/graph.ts";
import { batchNorm, dense, relu, sequential, type Network } from "../../nn/index.ts";
import type { HostArrays } from "../../engine/engines/engine.ts";
import type { NetworkRecipe } from "./recipe.ts";

export const CLASSES = 10;

export function networkOf({ hidden, batchNorm: normed }: NetworkRecipe, inputs: number): Network {
  const layers = hidden.flatMap((width) => [
    dense(width),
    ...(normed ? [batchNorm()] : []),
    relu(),
  ]);
  return sequential([inputs], [...layers, dense(CLASSES)]);
}

/**
 * First weights and biases times a factor, second weights divided by it: with ReLU between, the same
 * function (Dinh, Pascanu, Bengio, Bengio 2017).
 */
export function rescaled(network: Network, parameters: HostArrays, factor: number): HostArrays {
  if (factor === 1) return parameters;
  const [weights, biases, next] = Object.keys(network.parameters);
  const scaledBy = (name: string | undefined, by: number) => {
    const array = name === undefined ? undefined : parameters[name];
    if (name === undefined || array === undefined) throw new Error("no layer to rescale");
    return [name, Float64Array.from(array, (one) => by * one)] as const;
  };
  const changed = [scaledBy(weights, factor), scaledBy(biases, factor), scaledBy(next, 1 / factor)];
  return { ...parameters, ...Object.fromEntries(changed) };
}

/** ||x - y|| over all parameters. */
export function distanceBetween(network: Network, one: HostArrays, other: HostArrays): number {
  let sum = 0;
  for (const [name, { shape }] of Object.entries(network.parameters)) {
    for (let index = 0; index < sizeOf(shape); index += 1) {
      sum += ((one[name]?.[index] ?? NaN) - (other[name]?.[index] ?? NaN)) ** 2;
    }
  }
  return Math.sqrt(sum);
}
