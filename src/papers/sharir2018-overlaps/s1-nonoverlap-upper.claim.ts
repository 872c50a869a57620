/**
 * S1: without overlap the rank across the middle is at most the width of the last layer.
 * rank [A]_{left,right} <= min(D^L', (D^(L'-1))^n)
 *
 * @source    Sharir and Shashua 2018, arXiv 1703.02065v4; reconstructed in spec sharir2018-overlaps 3.1
 * @precision exact: residues modulo two primes
 * @random    weights from the seed, purpose "exact weights"
 */
import { defineClaim } from "../../verification/index.ts";
import { s1Check } from "./s1-check.ts";
import { s1Figures } from "./s1-figures.ts";
import { S1_CONTROLS } from "./s1-controls.ts";
import { s1Protocol } from "./s1-protocol.ts";

export const s1NonoverlapUpper = defineClaim({
  slug: "s1-nonoverlap-upper",
  title: "Without overlap, the rank is at most the width of the last layer",
  kind: "PROPOSITION",
  evidenceKind: "EXACT",
  source: {
    locator: "S1 of docs/papers/sharir2018-overlaps.md: bound without overlap",
    version: "arXiv v4",
  },
  statement:
    "A convolutional arithmetic circuit without overlap, cut where its windows are cut, has for all weights and templates a matricised grid tensor of rank at most D^{L'}, the channels that enter its linear layer (and at most (D^{L'-1})^n, n positions of the smaller side in the last window).",
  formula:
    "\\operatorname{rank}[A]_{\\mathrm{left},\\mathrm{right}} \\le \\min\\left(D^{L'}, (D^{L'-1})^{n}\\right)",
  provenance: [
    { of: "wording of the proposition", provenance: "RECALLED" },
    { of: "proof, and the second term of the minimum", provenance: "DERIVED" },
    { of: "generic ranks and golden values", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "no overlap", statement: "R = S in every layer." },
    { name: "aligned cut", statement: "Below layer L' no window meets both halves." },
    {
      name: "linear end",
      statement: "Layer L' has a 1 x 1 output; a 1x1 layer without bias follows.",
    },
    { name: "no bias", statement: "No layer adds a bias." },
    { name: "product pooling", statement: "A window multiplies its linear forms." },
  ],
  protocol: s1Protocol,
  check: s1Check,
  controls: S1_CONTROLS,
  figures: s1Figures,
  limits: [
    "A modular rank bounds the rank from below, never from above: the upper bound rests on the proof, and on the factorisation A = U diag(a) V^T for the weights drawn.",
    "Grids of 8 x 8 and of three or four templates are sampled, 96 rows and columns of them.",
    "Random architectures are small: at most 256 rows and columns.",
  ],
  deviations: [
    "The paper's text was not read: the statement is recalled, its exact form derived and proved in the spec.",
    "Positions outside the grid give no factor (padding with 1); the paper's convention is unknown.",
  ],
});
