/** What does not fit together in a model and its data, each with the path to it. */
import type { DenseNetwork, RegressionData, Rows } from "./dense-network.ts";

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;

export interface ModelProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Why they are no matrix of numbers, in one sentence; null: they are, and rows may be empty. */
export function rowsProblem(rows: Rows): string | null {
  const width = rows[0]?.length ?? 0;
  const uneven = rows.findIndex((row) => row.length !== width);
  if (uneven !== -1) {
    const found = `row ${uneven} has ${counted(rows[uneven]?.length ?? 0, "number")}, row 0 has ${width}`;
    return `${found}: give rows of one length`;
  }
  const strange = rows.findIndex((row) => !row.every(Number.isFinite));
  if (strange === -1) return null;
  return `row ${strange} has an entry that is no finite number: give finite numbers alone`;
}

/** The width of the rows, or null with the problem added. */
function widthOf(rows: Rows, path: ModelProblem["path"], problems: ModelProblem[]): number | null {
  const width = rows[0]?.length ?? 0;
  const empty = width === 0 ? "it has no entry: give at least one row of one number" : null;
  const message = empty ?? rowsProblem(rows);
  if (message === null) return width;
  problems.push({ path, message });
  return null;
}

function skipProblem(network: DenseNetwork, inputs: number, outputs: number): ModelProblem[] {
  const { skip } = network;
  if (skip === undefined) return [];
  const problems: ModelProblem[] = [];
  const width = widthOf(skip, ["network", "skip"], problems);
  if (width !== null && (skip.length !== inputs || width !== outputs)) {
    const message = `it is ${skip.length} x ${width}: give ${inputs} x ${outputs}, inputs by outputs`;
    problems.push({ path: ["network", "skip"], message });
  }
  return problems;
}

/** Each matrix takes what the one before gives; the last gives the targets' width. */
function weightProblems(network: DenseNetwork, inputs: number, outputs: number): ModelProblem[] {
  const problems: ModelProblem[] = [];
  let entering = inputs;
  for (const [at, matrix] of network.weights.entries()) {
    const path = ["network", "weights", at];
    const isLast = at === network.weights.length - 1;
    const width = widthOf(matrix, path, problems);
    if (width === null) return problems;
    const rows = entering + (network.biases === true && !isLast ? 1 : 0);
    if (matrix.length !== rows) {
      const message = `it has ${counted(matrix.length, "row")}: give ${rows}, one for each number that enters it`;
      problems.push({ path, message });
    }
    entering = width;
  }
  if (entering !== outputs && network.weights.length > 0) {
    const path = ["network", "weights", network.weights.length - 1];
    problems.push({
      path,
      message: `it gives ${counted(entering, "output")}: give as many columns as a target has entries, ${outputs}`,
    });
  }
  return problems;
}

/** Empty: the network can be computed on the data. */
export function modelProblems(network: DenseNetwork, data: RegressionData): ModelProblem[] {
  const problems: ModelProblem[] = [];
  const inputs = widthOf(data.inputs, ["data", "inputs"], problems);
  const outputs = widthOf(data.targets, ["data", "targets"], problems);
  if (data.inputs.length !== data.targets.length) {
    const message = `${counted(data.targets.length, "target")} for ${counted(data.inputs.length, "sample")}: give one for each`;
    problems.push({ path: ["data", "targets"], message });
  }
  if (network.weights.length === 0) {
    problems.push({ path: ["network", "weights"], message: "give at least one matrix" });
  }
  if (inputs === null || outputs === null) return problems;
  const ofWeights = weightProblems(network, inputs, outputs);
  return [...problems, ...ofWeights, ...skipProblem(network, inputs, outputs)];
}
