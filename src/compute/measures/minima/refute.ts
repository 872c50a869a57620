/**
 * The descent search at a point of a network: among random directions, those without curvature and the
 * one of the least curvature.
 *
 * @source    spec kawaguchi2019-depth-width, sections 4.2 (the eigenvector is evaluated along) and 4.4
 * @random    that of descent.ts
 * @cost      that of descent.ts
 */
import { symmetricEigen } from "../../numerics/symmetric-eigen.ts";
import type { RandomStream } from "../../numerics/threefry.ts";
import { parametersOf, type DenseNetwork, type RegressionData } from "./dense-network.ts";
import { searchDescent, type DescentFinding, type DescentOptions } from "./descent.ts";
import { forwardPass, gradientOf, lossOf, residualsOf } from "./forward.ts";
import { expandFree } from "./hessian.ts";
import { lossFormula, restricted } from "./network-formula.ts";
import { allPlaces, moved } from "./search.ts";
import { SECOND_ORDER_LIMITS } from "./second-order.ts";

/** The signs of all arguments of the hidden units, where they have kinks. */
function cellOf(network: DenseNetwork, data: RegressionData): string {
  const { preactivations } = forwardPass(network, data);
  return preactivations.flatMap((layer) => layer.map((z) => z.map(Math.sign).join())).join(";");
}

/** Unit directions in which the Hessian has no curvature, or bends down. */
function kernelOf(hessian: readonly (readonly number[])[]): (readonly number[])[] {
  const { values, vectors } = symmetricEigen(hessian);
  const largest = Math.max(0, ...values.map(Math.abs));
  return vectors.filter((_, at) => (values[at] ?? 0) <= SECOND_ORDER_LIMITS.positive * largest);
}

/** Searches directions of descent at a critical point; what it finds refutes that it is a minimum. */
export function refuteMinimum(
  network: DenseNetwork,
  data: RegressionData,
  random: RandomStream,
  { free = allPlaces(network), ...options }: DescentOptions & { free?: readonly number[] } = {},
): Promise<DescentFinding> {
  const theta = parametersOf(network);
  const hasKinks = network.activation === "relu" || network.activation === "leaky-relu";
  const cell = hasKinks ? cellOf(network, data) : "";
  const at = (point: readonly number[]) => {
    const there = moved(network, free, point);
    const pass = forwardPass(there, data);
    return { there, pass, residuals: residualsOf(pass, data) };
  };
  const problem = {
    formula: restricted(lossFormula(network, data), theta, free),
    point: free.map((place) => theta[place] ?? Number.NaN),
    value: (point: readonly number[]) => lossOf(at(point).residuals),
    gradient: (point: readonly number[]) => {
      const { there, pass, residuals } = at(point);
      const gradient = gradientOf(there, pass, residuals);
      return free.map((place) => gradient[place] ?? Number.NaN);
    },
    isSameCell: (point: readonly number[]) =>
      !hasKinks || cellOf(moved(network, free, point), data) === cell,
    kernel: kernelOf(expandFree(network, data, free).hessian),
  };
  return searchDescent(problem, random, options);
}
