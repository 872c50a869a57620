/**
 * The loss of a dense network as one formula in its parameters, to be computed in doubles, intervals
 * and jets.
 *
 * @source spec kawaguchi2019-depth-width, section 1
 * @shape  variables: theta in the order of `parametersOf`; residuals row by row: sample, then output
 * @units  loss: 1/2 ||Yhat - Y||_F^2
 * @cost   one evaluation: the network's products times the number of samples, in the kind of number
 * @fails  shapes that do not fit together throw
 */
import {
  dotOf,
  square,
  sumOf,
  type Algebra,
  type Formula,
  type Formulas,
} from "../../numerics/algebra.ts";
import {
  LEAK,
  matricesOf,
  type Activation,
  type DenseNetwork,
  type RegressionData,
} from "./dense-network.ts";

function activate<T>(algebra: Algebra<T>, activation: Activation, x: T): T {
  switch (activation) {
    case "identity":
      return x;
    case "tanh":
      return algebra.tanh(x);
    case "relu":
      return algebra.relu(x);
    case "leaky-relu":
      return algebra.add(algebra.scale(LEAK, x), algebra.scale(1 - LEAK, algebra.relu(x)));
    case "softplus":
      return algebra.log(algebra.add(algebra.constant(1), algebra.exp(x)));
  }
}

/** Columns of each matrix, its entries being variables. */
function columnsOf<T>(network: DenseNetwork, theta: readonly T[]): T[][][] {
  let next = 0;
  return matricesOf(network).map((matrix) => {
    const rows = matrix.map((row) => row.map(() => theta[next++] as T));
    return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] as T));
  });
}

/** x A, x being numbers: entries of the data are exact in every kind. */
function applyToData<T>(algebra: Algebra<T>, x: readonly number[], columns: readonly T[][]): T[] {
  return columns.map((column) =>
    sumOf(
      algebra,
      x.map((entry, row) => algebra.scale(entry, column[row] as T)),
    ),
  );
}

/** Yhat of one sample. */
function outputs<T>(
  algebra: Algebra<T>,
  network: DenseNetwork,
  columns: readonly T[][][],
  x: readonly number[],
): T[] {
  const layers = columns.slice(0, network.weights.length);
  const biased = network.biases === true && layers.length > 1;
  const [first = [], ...others] = layers;
  let signal = applyToData(algebra, biased ? [...x, 1] : x, first);
  others.forEach((layer, at) => {
    const features = signal.map((z) => activate(algebra, network.activation, z));
    const isHidden = at < others.length - 1;
    const input = biased && isHidden ? [...features, algebra.constant(1)] : features;
    signal = layer.map((column) => dotOf(algebra, input, column));
  });
  const skipped = columns[network.weights.length];
  if (skipped === undefined) return signal;
  const skip = applyToData(algebra, x, skipped);
  return signal.map((one, at) => algebra.add(one, skip[at] as T));
}

/** Yhat [d_y] of one input x [d_0] as a function of theta. */
export function networkOutputs(network: DenseNetwork) {
  return <T>(algebra: Algebra<T>, theta: readonly T[], x: readonly number[]): readonly T[] =>
    outputs(algebra, network, columnsOf(network, theta), x);
}

/** Yhat - Y, sample by sample. */
export function residualFormulas(network: DenseNetwork, data: RegressionData): Formulas {
  return (algebra, theta) => {
    const columns = columnsOf(network, theta);
    return data.inputs.flatMap((x, sample) =>
      outputs(algebra, network, columns, x).map((output, at) =>
        algebra.subtract(output, algebra.constant(data.targets[sample]?.[at] ?? Number.NaN)),
      ),
    );
  };
}

/** L = 1/2 ||Yhat - Y||_F^2. */
export function lossFormula(network: DenseNetwork, data: RegressionData): Formula {
  const residuals = residualFormulas(network, data);
  return (algebra, theta) => {
    const squares = residuals(algebra, theta).map((residual) => square(algebra, residual));
    return algebra.scale(0.5, sumOf(algebra, squares));
  };
}

/** A formula in some of its variables; the others stay at the point's. */
export function restricted(
  formula: Formula,
  point: readonly number[],
  free: readonly number[],
): Formula {
  const places = new Map(free.map((place, at) => [place, at]));
  return (algebra, variables) =>
    formula(
      algebra,
      point.map((value, place) => variables[places.get(place) ?? -1] ?? algebra.constant(value)),
    );
}
