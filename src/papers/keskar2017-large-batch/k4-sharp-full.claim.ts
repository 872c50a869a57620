/**
 * K4, direction: large batches end in sharper minima.
 * exp(mean over seeds of ln phi(LB) - ln phi(SB)) >= 2, phi in full space with epsilon = 1e-3
 *
 * @source    Keskar et al. 2017, arXiv 1609.04836v2, Metric 2.1 and table 3
 * @precision trained in float32, measured in float64
 * @random    as k1-gap; random starts of the maximiser
 */
import { defineClaim } from "../../verification/index.ts";
import { sharpnessFigures } from "./k4-figures.ts";
import { k4Check } from "./k4-check.ts";
import { DIRECTION_SEEDS, k4Controls, k4DirectionProtocol } from "./k4-protocol.ts";
import { DEVIATIONS, LIMITS, SHARPNESS_DEVIATIONS, SHARPNESS_LIMITS } from "./words.ts";

export const k4SharpFull = defineClaim({
  slug: "k4-sharp-full",
  title: "Large batches end in sharper minima",
  kind: "EMPIRICAL",
  evidenceKind: "STATISTICAL",
  engine: { precision: "float32" },
  data: ["mnist"],
  source: { locator: "Metric 2.1, section 2.2.2 and table 3", version: "arXiv v2" },
  statement:
    "At the same training loss, the sharpness phi (the relative rise of the training loss on a small box in full space) is larger at the solutions of large batches than at those of small ones: here, by a factor of 2 at least.",
  formula:
    "\\exp\\big(\\overline{\\ln \\phi^{LB}_s - \\ln \\phi^{SB}_s}\\big) \\ge 2, \\quad \\phi = 100\\,\\frac{\\max_{z \\in C_\\epsilon} f(x+z) - f(x)}{1 + f(x)}",
  provenance: [
    { of: "Metric 2.1 and table 3", provenance: "READ" },
    { of: "the factor of 2 for the direction", provenance: "DERIVED" },
  ],
  hypotheses: [
    { name: "recipe", statement: "Both arms share optimiser, learning rate, start and images." },
    { name: "fit", statement: "Both arms reach the same, low training loss." },
    { name: "maximiser", statement: "The maximum over the box is approached alike in both arms." },
  ],
  protocol: k4DirectionProtocol,
  check: k4Check,
  controls: k4Controls(DIRECTION_SEEDS),
  figures: sharpnessFigures,
  limits: [...LIMITS, ...SHARPNESS_LIMITS],
  deviations: [...DEVIATIONS, ...SHARPNESS_DEVIATIONS],
  reportedFigures: [
    { name: "F1: phi of SB, LB", value: "1.23 +- 0.83, 205.14 +- 69.52", locator: "table 3" },
    { name: "C1: phi of SB, LB", value: "28.58 +- 3.13, 707.23 +- 43.04", locator: "table 3" },
  ],
});
