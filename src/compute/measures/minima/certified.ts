/**
 * Whether a point is shown to be a local minimum: strict up to symmetry by its second derivatives, or
 * by the cell argument of (leaky) ReLU, or as a fit without loss. Evidence in float64, no proof.
 *
 * @source    spec kawaguchi2019-depth-width, 4.2, 4.3; 2.3 (exact characterisation)
 * @precision float64; the caller asks for stationarity and the kinks' margin
 * @cost      the Hessian and its eigenvalues, 9 P^3
 */
import { parametersOf, type DenseNetwork, type RegressionData } from "./dense-network.ts";
import { gaugeTangents } from "./gauge.ts";
import { expandLoss } from "./hessian.ts";
import { QUALITY_LIMITS, type Quality } from "./quality.ts";
import { secondOrder } from "./second-order.ts";

/**
 * One hidden layer of (leaky) ReLU with one output, no argument 0 and no output weight 0: there a
 * stationary point is a local minimum, since in its cell the loss is a convex function of v_k w_k.
 */
function isInsideReluCell({ activation, weights, skip }: DenseNetwork): boolean {
  const [, output = []] = weights;
  const hasOneHidden = weights.length === 2 && skip === undefined;
  const isRelu = activation === "relu" || activation === "leaky-relu";
  return hasOneHidden && isRelu && output.every((row) => row.length === 1 && row[0] !== 0);
}

/** Of a point that is stationary, off the kinks, not saturated and bounded. */
function isAdmissible({ stationarity, kinkMargin, saturation, parameterNorm }: Quality): boolean {
  const limits = QUALITY_LIMITS;
  return (
    stationarity <= limits.stationarity &&
    kinkMargin >= limits.kinkMargin &&
    saturation >= limits.saturation &&
    parameterNorm <= limits.parameterNorm
  );
}

export function isCertifiedMinimum(
  network: DenseNetwork,
  data: RegressionData,
  quality: Quality,
): boolean {
  if (!isAdmissible(quality)) return false;
  if (isInsideReluCell(network) || quality.loss === 0) return true;
  const expansion = expandLoss(network, data);
  return (
    secondOrder(expansion, parametersOf(network), gaugeTangents(network)).verdict === "minimum"
  );
}
