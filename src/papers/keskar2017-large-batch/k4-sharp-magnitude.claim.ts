/**
 * K4, magnitude: the minima of large batches are sharper by one to two orders of magnitude.
 * exp(mean over seeds of ln phi(LB) - ln phi(SB)) >= 10, phi in full space with epsilon = 1e-3
 *
 * @source    Keskar et al. 2017, arXiv 1609.04836v2, section 2.2.2 and table 3
 * @precision trained in float32, measured in float64
 * @random    as k4-sharp-full
 */
import { defineClaim } from "../../verification/index.ts";
import { sharpnessFigures } from "./k4-figures.ts";
import { k4Check } from "./k4-check.ts";
import { k4Controls, k4MagnitudeProtocol, MAGNITUDE_SEEDS } from "./k4-protocol.ts";
import { DEVIATIONS, LIMITS, SHARPNESS_DEVIATIONS, SHARPNESS_LIMITS } from "./words.ts";

export const k4SharpMagnitude = defineClaim({
  slug: "k4-sharp-magnitude",
  title: "Minima of large batches are sharper by orders of magnitude",
  kind: "EMPIRICAL",
  evidenceKind: "STATISTICAL",
  engine: { precision: "float32" },
  data: ["mnist"],
  source: { locator: "section 2.2.2 and table 3", version: "arXiv v2" },
  statement:
    "At the same training loss, the sharpness phi is one to two orders of magnitude larger at the solutions of large batches than at those of small ones.",
  formula: "\\exp\\big(\\overline{\\ln \\phi^{LB}_s - \\ln \\phi^{SB}_s}\\big) \\ge 10",
  provenance: [{ of: "the statement and table 3", provenance: "READ" }],
  hypotheses: [
    { name: "recipe", statement: "Both arms share optimiser, learning rate, start and images." },
    { name: "fit", statement: "Both arms reach the same, low training loss." },
    { name: "maximiser", statement: "The maximum over the box is approached alike in both arms." },
  ],
  protocol: k4MagnitudeProtocol,
  check: k4Check,
  controls: k4Controls(MAGNITUDE_SEEDS),
  figures: sharpnessFigures,
  limits: [
    ...LIMITS,
    ...SHARPNESS_LIMITS,
    "A factor that does not show at this scale says nothing about the paper's networks. A planted pair with a ratio of 20 must come out SUPPORTED, so the rule can.",
  ],
  deviations: [...DEVIATIONS, ...SHARPNESS_DEVIATIONS],
  reportedFigures: [
    { name: "F1: ratio LB/SB", value: "167 at epsilon 1e-3, 70 at 5e-4", locator: "table 3" },
    { name: "C3: ratio LB/SB", value: "8.7 at epsilon 1e-3, 12 at 5e-4", locator: "table 3" },
  ],
});
