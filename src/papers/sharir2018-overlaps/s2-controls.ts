/** Negative controls of S2: C1, C4, C5 and C7 to C9 of the spec's section 5. */
import type { Arm, ControlSpec } from "../../verification/index.ts";
import { rankArm, rankRow } from "./s1-table.ts";
import { boundName } from "./s2-check.ts";
import type { S2Thresholds } from "./s2-protocol.ts";
import { oneLayer, SAMPLED_ROW, widest } from "./s2-table.ts";

/** The rows that controls change; their thresholds stay. */
const BASE = rankRow(oneLayer(3, 2), 256).name;
const WIDEST = (templates: number) => rankRow(widest(templates), 0).name;

/** Two equal templates; three distinct ones of rank two. */
const EQUAL_TEMPLATES = Array.from({ length: 2 }, () => [1, 0]);
const DEPENDENT_TEMPLATES = [
  [1, 0, 0],
  [0, 1, 0],
  [1, 1, 0],
];

export const S2_CONTROLS: readonly ControlSpec<Record<string, Arm>, S2Thresholds>[] = [
  {
    name: "C1 reach",
    because: "Windows of two see no more than half: by S8 no weights have a rank above 16.",
    mustFail: boundName("proved", BASE),
    golden: 16n,
    changes: () => ({ arms: { [BASE]: rankArm(oneLayer(2, 2)) } }),
  },
  {
    name: "C4 overlap",
    because: "Windows of one do not overlap: the network is a product over pixels.",
    mustFail: boundName("proved", BASE),
    golden: 1n,
    changes: () => ({ arms: { [BASE]: rankArm(oneLayer(1, 2)) } }),
  },
  {
    name: "C5 channels",
    because: "With one channel and no bias the network is a product over pixels.",
    mustFail: boundName("proved", BASE),
    golden: 1n,
    changes: () => ({ arms: { [BASE]: rankArm(oneLayer(3, 1)) } }),
  },
  {
    name: "C7 sum pooling",
    because: "Without products the network is a sum over pixels, of rank at most 2.",
    mustFail: boundName("proved", WIDEST(2)),
    golden: 2n,
    changes: () => ({ arms: { [WIDEST(2)]: rankArm({ ...widest(2), pooling: "sum" }) } }),
  },
  {
    name: "C8 equal templates",
    because: "Inputs that cannot be told apart make every row the same.",
    mustFail: boundName("proved", WIDEST(2)),
    golden: 1n,
    changes: () => ({
      arms: { [WIDEST(2)]: rankArm({ ...widest(2), templateMatrix: EQUAL_TEMPLATES }) },
    }),
  },
  {
    name: "C8 dependent templates",
    because: "Three distinct templates of rank two fall short of 3^4.",
    mustFail: boundName("proved", WIDEST(3)),
    golden: 36n,
    changes: () => ({
      arms: { [WIDEST(3)]: rankArm({ ...widest(3), templateMatrix: DEPENDENT_TEMPLATES }) },
    }),
  },
  {
    name: "C9 exponent",
    because: "One more in the exponent is false: the sample has rank 2^8, not 2^9.",
    mustFail: boundName("proved", SAMPLED_ROW.name),
    golden: 256n,
    changes: ({ thresholds }) => {
      const row = thresholds.rows[SAMPLED_ROW.name];
      const raised = row && { ...row, proved: 2 * row.proved, paper: 2 * row.paper };
      return {
        thresholds: {
          ...thresholds,
          rows: { ...thresholds.rows, ...(raised && { [SAMPLED_ROW.name]: raised }) },
        },
      };
    },
  },
];
