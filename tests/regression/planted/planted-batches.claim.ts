import { arm, condition, CONCLUSIONS, defineClaim } from "../../../src/verification/index.ts";
import { batches } from "./batches.measure.ts";
import { WORDS } from "./claim-of-numbers.ts";

export const plantedBatches = defineClaim({
  ...{ ...WORDS, slug: "planted-batches", title: "What is in a batch changes no loss" },
  ...{ kind: "ARITHMETIC", evidenceKind: "DETERMINISTIC", engine: { precision: "float32" } },
  statement: "The loss of a network does not depend on the batches in which it is measured.",
  protocol: () => ({
    ...{ arms: { planted: arm(batches, { network: "trained" }) }, seeds: [1] },
    thresholds: { most: 1e-6 },
  }),
  check: ({ planted }, { most }) =>
    planted.values.apart.map((measured) =>
      condition({
        ...{ name: "apart", role: "claim", quantity: "apart", measured, relation: "atMost" },
        ...{ threshold: most, ifFails: CONCLUSIONS.notSupported },
      }),
    ),
  controls: [
    {
      ...{ name: "other moments", mustFail: "apart" },
      because: "With moments that are twice as large the network is another one.",
      changes: () => ({ arms: { planted: arm(batches, { network: "rescaled" }) } }),
    },
  ],
});
