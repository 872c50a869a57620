import { newData, type Value } from "../graph.ts";
import { reducedAxes, type Reduction } from "../ops/reductions.ts";
import { pass, type Site } from "./rewrite.ts";

/** The matrix whose rows are added up in a value, where nothing else needs the sum. */
function addedRows(value: Value, site: Site): Value | null {
  const maker = site.makerOf(value);
  const [x] = maker?.inputs ?? [];
  if (maker?.kernel !== "Sum" || x?.type !== "float" || x.shape.length !== 2) return null;
  const { axes } = reducedAxes(x, (maker.attributes as Reduction).axis);
  return axes.join() === "0" && site.usesOf(value) === 1 ? x : null;
}

/** b - (1 ... 1) D instead of b minus the sum of D's rows: one operation, the same additions. */
export const biasUpdates = pass(
  "bias updates",
  ["Add", "Sub"],
  ({ kernel, inputs: [b, sum] }, site) => {
    if (b === undefined || sum === undefined) return null;
    const rows = b.shape.join() === sum.shape.join() ? addedRows(sum, site) : null;
    if (rows === null) return null;
    const count = rows.shape[0] ?? 1;
    const ones = site.constant(newData("float", count).fill(1), [1, count], "float");
    const alpha = kernel === "Sub" ? -1 : 1;
    const factors = { transposeA: false, transposeB: false, alpha, beta: 1 };
    const updated = site.make("Gemm", [ones, rows, b], factors);
    return [site.make("Reshape", [updated], { shape: b.shape })];
  },
);
