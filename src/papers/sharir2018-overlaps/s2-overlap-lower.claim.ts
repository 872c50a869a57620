/**
 * S2: with overlap the rank across the middle is exponential in the grid, for almost all weights.
 * rank [A]_{left,right} >= D*^e(K), e(K) = ceil(floor(w/2) / T_S^K) ceil(h / T_S^K)
 *
 * @source    Sharir and Shashua 2018, arXiv 1703.02065v4; reconstructed in spec sharir2018-overlaps 3.2
 * @precision exact: residues modulo two primes; a modular rank is a certified lower bound
 * @random    weights from the seed, purpose "exact weights"; samples and points, purpose "data"
 */
import { defineClaim } from "../../verification/index.ts";
import { s2Check } from "./s2-check.ts";
import { S2_CONTROLS } from "./s2-controls.ts";
import { s2Figures } from "./s2-figures.ts";
import { s2Protocol } from "./s2-protocol.ts";

export const s2OverlapLower = defineClaim({
  slug: "s2-overlap-lower",
  title: "With overlap, the rank grows exponentially with the grid",
  kind: "THEOREM",
  evidenceKind: "EXACT",
  source: {
    locator: "S2 of docs/papers/sharir2018-overlaps.md: main theorem",
    version: "arXiv v4",
  },
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
  controls: S2_CONTROLS,
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
