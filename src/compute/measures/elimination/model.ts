/**
 * The models f(x; theta) to which the neuron is added: any network, and functions small enough to be
 * checked by hand.
 *
 * @source spec kawaguchi2020-elimination, section 1 (f is any network) and the fixtures of section 4
 * @shape  x [d_x], theta [P] -> f [d_y], the outputs before any loss
 * @fails  parameters or inputs of another number than the model's: the caller checks first
 */
import type { Algebra } from "../../numerics/algebra.ts";
import { parametersOf, type DenseNetwork, type Rows } from "../minima/dense-network.ts";
import { networkOutputs } from "../minima/network-formula.ts";

/** Plain JSON. */
export type ModelSpec =
  /** `appendOnes`: the network sees (x, 1), the neuron sees x alone. */
  | { readonly kind: "dense"; readonly network: DenseNetwork; readonly appendOnes?: true }
  /** theta^3 - 3 theta, whatever x is. */
  | { readonly kind: "cubic" }
  /** theta, whatever x is. */
  | { readonly kind: "identity" }
  /** One free value for each of these points and each output: a model that can be anything. */
  | { readonly kind: "table"; readonly points: Rows; readonly outputs: number };

/** f(x; theta) in any kind of number; x are doubles. */
export type Outputs = <T>(
  algebra: Algebra<T>,
  theta: readonly T[],
  x: readonly number[],
) => readonly T[];

function isSame(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}

function tableOutputs(points: Rows, outputs: number): Outputs {
  return (_algebra, theta, x) => {
    const at = points.findIndex((point) => isSame(point, x));
    if (at < 0) throw new Error(`the table has no point (${x.join(", ")})`);
    return theta.slice(at * outputs, (at + 1) * outputs);
  };
}

export function outputsOf(model: ModelSpec): Outputs {
  switch (model.kind) {
    case "dense": {
      const outputs = networkOutputs(model.network);
      const ones = model.appendOnes === true ? [1] : [];
      return (algebra, theta, x) => outputs(algebra, theta, [...x, ...ones]);
    }
    case "cubic":
      return (algebra, theta) =>
        theta.map((one) => {
          const squared = algebra.multiply(one, one);
          return algebra.multiply(one, algebra.subtract(squared, algebra.constant(3)));
        });
    case "identity":
      return (_algebra, theta) => theta;
    case "table":
      return tableOutputs(model.points, model.outputs);
  }
}

/** P. */
export function parameterCount(model: ModelSpec): number {
  switch (model.kind) {
    case "dense":
      return parametersOf(model.network).length;
    case "table":
      return model.points.length * model.outputs;
    default:
      return 1;
  }
}

/** d_y. */
export function outputCount(model: ModelSpec): number {
  switch (model.kind) {
    case "dense":
      return model.network.weights.at(-1)?.[0]?.length ?? 0;
    case "table":
      return model.outputs;
    default:
      return 1;
  }
}
