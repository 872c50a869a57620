/**
 * The value of a point against the identity of local minima: L = 1/2 ||PN[J] y||^2 at a stationary
 * point; everywhere 0 <= Delta = L - 1/2 ||PN[J] y||^2 <= 1/2 ||g||^2 / sigma_rank^2.
 *
 * @source    spec kawaguchi2019-depth-width, 2.1 (numbers), 4.1 (saturation), 8 (kinks)
 * @shape     network, data -> numbers
 * @units     values in the square of Y's unit; what is relative says to what
 * @precision float64; L from the forward pass, g by backpropagation, neither from J
 * @cost      an SVD of the m d_y by P Jacobian
 * @fails     numbers that are not finite give NaN for what needs J
 */
import {
  columnSpaceOf,
  projectOut,
  rankOf,
  type ColumnSpace,
  type Columns,
} from "../../numerics/column-space.ts";
import { dot, norm } from "../../numerics/vectors.ts";
import type { DenseNetwork, RegressionData } from "./dense-network.ts";
import {
  forwardPass,
  gradientOf,
  jacobianBlocks,
  jacobianColumns,
  lossOf,
  residualsOf,
  type DenseModel,
  type ForwardPass,
  type JacobianBlock,
} from "./forward.ts";

/** What of a point is known without its Jacobian. */
interface PointNumbers {
  /** L, from the forward pass. */
  readonly loss: number;
  /** 1/2 ||Y||^2, the value of the zero function. */
  readonly halfTargets: number;
  readonly gradientNorm: number;
  readonly parameterNorm: number;
  /** m d_y and P. */
  readonly rows: number;
  readonly parameters: number;
  /** Least |Z| / (||features|| ||weights||) of a unit with a kink; 1 without kinks. */
  readonly kinkMargin: number;
  /** Of the smooth unit that is furthest saturated its largest slope; 1 without curved units. */
  readonly saturation: number;
}

export interface Quality extends PointNumbers {
  /** ||g|| / (||J||_F ||y||): stationary at 1e-10. */
  readonly stationarity: number;
  /** ||g - J^T r|| / (||J||_F ||r||): two computations of one gradient. */
  readonly gradientMismatch: number;
  /** 1/2 ||PN[J] y||^2. */
  readonly projection: number;
  /** Delta. */
  readonly defect: number;
  /** 1/2 ||g||^2 / sigma_rank^2; 0 for rank 0. */
  readonly bound: number;
  /** bound / (1/2 ||Y||^2): resolved at 1e-9. */
  readonly relativeBound: number;
  /** |Delta| / (1/2 ||Y||^2). */
  readonly relativeDefect: number;
  /** (|Delta| - bound) / (1/2 ||Y||^2): at most 1e-10. */
  readonly excess: number;
  readonly rank: number;
  readonly largestSingular: number;
  readonly lastSingular: number;
  readonly nextSingular: number;
  /** sigma_(rank + 1) / sigma_rank: resolved at 1e-3. */
  readonly gap: number;
  /** Largest change of Delta / (1/2 ||Y||^2) where the cut is 100 or 10,000 times higher: at most 1e-10. */
  readonly cutSensitivity: number;
  /** ||PN[J] vec(Yhat)|| / ||y||: rounding for linear outputs. */
  readonly outputsOutside: number;
}

/** Thresholds of the spec, all relative. */
export const QUALITY_LIMITS = {
  stationarity: 1e-10,
  gradientMismatch: 1e-10,
  bound: 1e-9,
  excess: 1e-10,
  gap: 1e-3,
  cutSensitivity: 1e-10,
  outputsOutside: 1e-9,
  kinkMargin: 1e-9,
  saturation: 1e-6,
  parameterNorm: 200,
} as const;

/** vec(Y): the columns one after the other. */
export function stackedColumns(columns: Columns): Float64Array {
  return Float64Array.from(columns.flatMap((column) => Array.from(column)));
}

/** vec(Y) of targets by rows. */
export function targetVector({ targets }: Pick<RegressionData, "targets">): Float64Array {
  const width = targets[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, j) => targets.map((row) => row[j] ?? NaN));
  return stackedColumns(columns);
}

/** 0 / 0 is 0: what is nothing is no part of anything. */
export function ratio(part: number, whole: number): number {
  return part === 0 ? 0 : part / whole;
}

const HAS_KINK = ["relu", "leaky-relu"];
const SATURATES = ["tanh", "softplus"];

function leastKinkMargin(network: DenseNetwork, pass: ForwardPass): number {
  if (!HAS_KINK.includes(network.activation)) return 1;
  const margins = pass.preactivations.flatMap((layer, at) =>
    layer.flatMap((column, unit) => {
      const weights = (network.weights[at] ?? []).map((row) => row[unit] ?? NaN);
      const features = pass.features[at] ?? [];
      return Array.from(column, (z, i) =>
        ratio(
          Math.abs(z),
          Math.hypot(...weights) * Math.hypot(...features.map((one) => one[i] ?? NaN)),
        ),
      );
    }),
  );
  return Math.min(1, ...margins);
}

function leastSaturation(network: DenseNetwork, pass: ForwardPass): number {
  if (!SATURATES.includes(network.activation)) return 1;
  const units = pass.slopes.flat().map((column) => Math.max(...column.map(Math.abs)));
  return Math.min(1, ...units);
}

interface Vectors {
  readonly y: Float64Array;
  readonly outputs: Float64Array;
  readonly residual: Float64Array;
  readonly gradient: Float64Array;
}

function againstProjection(jacobian: Columns, vectors: Vectors, loss: number) {
  const { y, outputs, residual, gradient } = vectors;
  const space = columnSpaceOf(jacobian);
  const decision = rankOf(space);
  const valueAt = (rank: number) => dot(projectOut(space, rank, y), projectOut(space, rank, y)) / 2;
  const projection = valueAt(decision.rank);
  const bound = 0.5 * ratio(norm(gradient), decision.last) ** 2;
  const half = dot(y, y) / 2;
  const jacobianNorm = Math.hypot(...space.singularValues);
  const product = Float64Array.from(jacobian, (column) => dot(column as Float64Array, residual));
  const mismatch = norm(product.map((one, index) => one - (gradient[index] ?? NaN)));
  return {
    stationarity: ratio(norm(gradient), jacobianNorm * norm(y)),
    gradientMismatch: ratio(mismatch, jacobianNorm * norm(residual)),
    projection,
    defect: loss - projection,
    bound,
    relativeBound: ratio(bound, half),
    relativeDefect: ratio(Math.abs(loss - projection), half),
    excess: ratio(Math.abs(loss - projection) - bound, half),
    rank: decision.rank,
    largestSingular: decision.largest,
    lastSingular: decision.last,
    nextSingular: decision.next,
    gap: ratio(decision.next, decision.last),
    cutSensitivity: ratio(cutChange(space, valueAt), half),
    outputsOutside: ratio(norm(projectOut(space, decision.rank, outputs)), norm(y)),
  };
}

/** How far the projection's value moves where the rank's threshold is raised. */
function cutChange(space: ColumnSpace, valueAt: (rank: number) => number): number {
  const at = valueAt(rankOf(space).rank);
  return Math.max(
    ...[1e2, 1e4].map((factor) => Math.abs(valueAt(rankOf(space, factor).rank) - at)),
  );
}

const NOT_FINITE = {
  ...{ stationarity: NaN, gradientMismatch: NaN, projection: NaN, defect: NaN, bound: NaN },
  ...{
    relativeBound: NaN,
    relativeDefect: NaN,
    excess: NaN,
    rank: NaN,
    largestSingular: NaN,
    lastSingular: NaN,
    nextSingular: NaN,
  },
  ...{ gap: NaN, cutSensitivity: NaN, outputsOutside: NaN },
};

/** J without the columns of the hidden layers: what a check of the last layer alone looks at. */
function lastLayerAlone(blocks: readonly JacobianBlock[]): JacobianBlock[] {
  const last = Math.max(...blocks.map(({ layer }) => layer));
  return blocks.map((block) => {
    const zero = block.columns.map((column) => new Float64Array(column.length));
    return block.layer === last ? block : { ...block, columns: zero };
  });
}

/**
 * Of any network on any data whose shapes fit; nothing is assumed of the point.
 *
 * @param layers `last`: with the wrong J that has the last layer's columns only, for controls
 */
export function qualityOf(
  model: DenseModel,
  data: RegressionData,
  layers: "all" | "last" = "all",
): Quality {
  const pass = forwardPass(model, data);
  const residuals = residualsOf(pass, data);
  const gradient = gradientOf(model, pass, residuals);
  const blocks = jacobianBlocks(model, pass);
  const jacobian = jacobianColumns(layers === "all" ? blocks : lastLayerAlone(blocks));
  const y = targetVector(data);
  const residual = stackedColumns(residuals);
  const outputs = stackedColumns(pass.outputs);
  const loss = lossOf(residuals);
  const isFinite = jacobian.every((column) => column.every(Number.isFinite));
  const known: PointNumbers = {
    loss,
    halfTargets: dot(y, y) / 2,
    gradientNorm: norm(gradient),
    parameterNorm: Math.hypot(...model.weights.flat(2), ...(model.skip ?? []).flat()),
    rows: y.length,
    parameters: jacobian.length,
    kinkMargin: leastKinkMargin(model, pass),
    saturation: leastSaturation(model, pass),
  };
  const vectors = { y, outputs, residual, gradient };
  const against =
    isFinite && Number.isFinite(loss) ? againstProjection(jacobian, vectors, loss) : NOT_FINITE;
  return { ...known, ...against };
}
