/**
 * Rank of the Jacobian of a dense network's outputs, with how well float64 resolves it.
 *
 * @source    spec kawaguchi2019-depth-width, 2.1 item 3, and 2.7
 */
import { z } from "zod";
import { columnSpaceOf, rankOf } from "../../numerics/column-space.ts";
import type { Rows } from "../minima/dense-network.ts";
import {
  forwardPass,
  jacobianBlocks,
  jacobianColumns,
  type DenseModel,
} from "../minima/forward.ts";
import type { RequestedMeasure } from "../requested-measure.ts";
import {
  DENSE_EXAMPLE,
  networkSchema,
  requireDecomposable,
  requireFitting,
  rowsSchema,
} from "./dense-model.ts";

export interface JacobianInput {
  readonly network: DenseModel;
  readonly inputs: Rows;
}

/** How far the rank's threshold is raised to see whether the rank moves. */
const FACTORS = [1e2, 1e4] as const;

/** Targets are not asked for: any of the right shape. */
function withTargets({ network, inputs }: JacobianInput) {
  const outputs = network.weights.at(-1)?.[0]?.length ?? 0;
  return { network, data: { inputs, targets: inputs.map(() => Array<number>(outputs).fill(0)) } };
}

export const jacobianRank: RequestedMeasure<JacobianInput> = {
  name: "jacobian-rank",
  title: "Rank of the Jacobian of a network's outputs, with its resolvability in float64.",
  source:
    "Kawaguchi, Huang, Kaelbling 2019; docs/papers/kawaguchi2019-depth-width.md, dw-overparam",
  input: z.strictObject({
    network: networkSchema.describe("a fully connected network with its parameters"),
    inputs: rowsSchema.describe("X [m, d_0] by rows"),
  }),
  example: { network: DENSE_EXAMPLE.network, inputs: DENSE_EXAMPLE.data.inputs },
  meanings: {
    rank: "singular values above max(m d_y, P) 2.22e-16 sigma_1",
    rows: "m d_y, rows of J",
    parameters: "P, columns of J",
    singularValues: "of J, largest first",
    threshold: "singular values up to it count as 0",
    lastSingular: "sigma_rank, the least that counts",
    nextSingular: "sigma_(rank + 1), the largest that does not; 0 where there is none",
    raisedRanks: "the rank where the threshold is 100 and 10,000 times higher",
  },
  run(input) {
    const model = withTargets(input);
    requireFitting(model, ["inputs"]);
    requireDecomposable(model, ["inputs"]);
    const jacobian = jacobianColumns(
      jacobianBlocks(model.network, forwardPass(model.network, model.data)),
    );
    const rows = jacobian[0]?.length ?? 0;
    const sizes = { rows, parameters: jacobian.length };
    if (!jacobian.every((column) => column.every(Number.isFinite))) {
      const reason = "The derivatives of the outputs are not finite numbers.";
      return { status: "INCONCLUSIVE", reason, numbers: sizes };
    }
    const space = columnSpaceOf(jacobian);
    const { rank, threshold, last, next, isResolved } = rankOf(space);
    const raisedRanks = FACTORS.map((factor) => rankOf(space, factor).rank);
    const numbers = {
      ...{ rank, ...sizes, singularValues: space.singularValues, threshold, raisedRanks },
      ...{ lastSingular: last, nextSingular: next },
    };
    if (isResolved && raisedRanks.every((one) => one === rank))
      return { status: "MEASURED", numbers };
    const reason = `The rank of J is not resolved: ${rank}, with singular values ${last.toPrecision(3)} and ${next.toPrecision(3)} on both sides of the cut; ${raisedRanks.join(" and ")} with a higher threshold.`;
    return { status: "INCONCLUSIVE", reason, numbers };
  },
};
