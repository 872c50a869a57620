import type { Node, Value } from "../graph.ts";
import { reducedAxes, type Reduction } from "../ops/reductions.ts";
import { pass, type Site } from "./rewrite.ts";

function made(value: Value | undefined, kernel: string, site: Site): Node | undefined {
  const maker = value === undefined ? undefined : site.makerOf(value);
  return maker?.kernel === kernel ? maker : undefined;
}

/** What a value is the sum or the largest of along its last axis, which stays as 1. */
function reducedLast(value: Value | undefined, kernel: string, site: Site): Value | undefined {
  const maker = made(value, kernel, site);
  const [x] = maker?.inputs ?? [];
  if (maker === undefined || x === undefined) return undefined;
  const { axis, reductionIndices, keepDims } = maker.attributes as Reduction;
  const { axes } = reducedAxes(x, axis ?? reductionIndices);
  return keepDims === true && axes.join() === String(x.shape.length - 1) ? x : undefined;
}

/** tfjs writes it in six operations: (x - max x) - log sum exp(x - max x). */
export const logSoftmax = pass("log softmax", ["Sub"], ({ inputs: [shifted, rest] }, site) => {
  const [sum] = made(rest, "Log", site)?.inputs ?? [];
  const exponentials = reducedLast(sum, "Sum", site);
  const [shiftedToo] = made(exponentials, "Exp", site)?.inputs ?? [];
  const [x, largest] = made(shifted, "Sub", site)?.inputs ?? [];
  if (x === undefined || shiftedToo !== shifted || reducedLast(largest, "Max", site) !== x) {
    return null;
  }
  return [site.make("LogSoftmax", [x])];
});
