/**
 * S2: with overlap the rank across the middle is exponential in the grid, for almost all weights.
 * rank [A]_{left,right} >= D*^e(K), e(K) = ceil(floor(w/2) / T_S^K) ceil(h / T_S^K)
 *
 * @source    Sharir and Shashua 2018, arXiv 1703.02065v4; reconstructed in spec sharir2018-overlaps 3.2
 * @precision exact: residues modulo two primes; a modular rank is a certified lower bound
 * @random    weights from the seed, purpose "exact weights"; samples and points, purpose "data"
 */
import { defineClaim } from "../../verification/index.ts";
import { rankArm, rankRow } from "./s1-table.ts";
import { boundName, s2Check } from "./s2-check.ts";
import { s2Figures } from "./s2-figures.ts";
import { s2Protocol } from "./s2-protocol.ts";
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

export const s2OverlapLower = defineClaim({
  slug: "s2-overlap-lower",
  title: "With overlap, the rank grows exponentially with the grid",
  kind: "THEOREM",
  evidenceKind: "EXACT",
  source: { locator: "S2 of the spec: main theorem on overlapping networks", version: "arXiv v4" },
  statement:
    "A convolutional arithmetic circuit with a layer K whose total receptive field exceeds half of the width has, for almost all weights, a matricised grid tensor of rank at least D*^{e(K)}. Proved form: D* is the least of M, D^K and floor(D^l/2) for l < K; the paper's form, as recalled, has D^l without halving.",
  formula:
    "\\operatorname{rank}[A]_{\\mathrm{left},\\mathrm{right}} \\ge (D^{*})^{\\lceil \\lfloor w/2\\rfloor / T_S^K\\rceil\\,\\lceil h / T_S^K\\rceil}",
  provenance: [
    { of: "text of the theorem; its un-halved form", provenance: "RECALLED" },
    { of: "proof of the halved form, and the exponent for any parity", provenance: "DERIVED" },
    { of: "generic ranks and golden values", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "reach", statement: "T_R^K > floor(w/2) for some K < L." },
    { name: "cover", statement: "R >= S in every layer." },
    { name: "templates", statement: "F is non-singular." },
    { name: "product pooling", statement: "A window multiplies its linear forms." },
  ],
  protocol: s2Protocol,
  check: s2Check,
  controls: [
    {
      name: "C1 reach",
      because: "Windows of two see no more than half: by S8 no weights have a rank above 16.",
      mustFail: boundName("proved", BASE),
      changes: () => ({ arms: { [BASE]: rankArm(oneLayer(2, 2)) } }),
    },
    {
      name: "C4 overlap",
      because: "Windows of one do not overlap: the network is a product over pixels.",
      mustFail: boundName("proved", BASE),
      changes: () => ({ arms: { [BASE]: rankArm(oneLayer(1, 2)) } }),
    },
    {
      name: "C5 channels",
      because: "With one channel and no bias the network is a product over pixels.",
      mustFail: boundName("proved", BASE),
      changes: () => ({ arms: { [BASE]: rankArm(oneLayer(3, 1)) } }),
    },
    {
      name: "C7 sum pooling",
      because: "Without products the network is a sum over pixels, of rank at most 2.",
      mustFail: boundName("proved", WIDEST(2)),
      changes: () => ({ arms: { [WIDEST(2)]: rankArm({ ...widest(2), pooling: "sum" }) } }),
    },
    {
      name: "C8 equal templates",
      because: "Inputs that cannot be told apart make every row the same.",
      mustFail: boundName("proved", WIDEST(2)),
      changes: () => ({
        arms: { [WIDEST(2)]: rankArm({ ...widest(2), templateMatrix: EQUAL_TEMPLATES }) },
      }),
    },
    {
      name: "C8 dependent templates",
      because: "Three distinct templates of rank two fall short of 3^4.",
      mustFail: boundName("proved", WIDEST(3)),
      changes: () => ({
        arms: { [WIDEST(3)]: rankArm({ ...widest(3), templateMatrix: DEPENDENT_TEMPLATES }) },
      }),
    },
    {
      name: "C9 exponent",
      because: "One more in the exponent is false: the sample has rank 2^8, not 2^9.",
      mustFail: boundName("proved", SAMPLED_ROW.name),
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
  ],
  figures: s2Figures,
  limits: [
    "A rank below the bound would not refute it: weights uniform modulo a prime miss the generic rank with the probability of Schwartz and Zippel, and a rank is then INCONCLUSIVE.",
    "The un-halved form is unproved here; it is a check of its own and has not failed.",
    "A sampled matrix shows a rank up to its number of rows; a larger bound is not refuted up to that.",
  ],
  deviations: [
    "The paper's text was not read: whether it halves, and its conditions on the receptive field, are recalled.",
    "Positions outside the grid give no factor (padding with 1); the paper's convention is unknown.",
  ],
});
