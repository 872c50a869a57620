/**
 * For targets independent of theta the theory value follows chi^2: Y ~ N(0, s^2 I) gives
 * ||PN[J] y||^2 / s^2 ~ chi^2 with m d_y - rank J degrees of freedom. A calibration of the rank decision.
 *
 * @source    spec kawaguchi2019-depth-width 2.8; not in the paper
 * @precision the test's p within 3 %, the projection in float64
 * @random    weights, inputs and targets from the seed
 */
import { defineClaim } from "../../verification/index.ts";
import { rankLawCheck, rankLawFigures, RANK_LAW_CONTROLS } from "./rank-law-check.ts";
import { rankLawProtocol } from "./rank-law-protocol.ts";

export const dwRankLaw = defineClaim({
  slug: "dw-rank-law",
  title:
    "The theory value of random targets follows chi-square with m d_y - rank J degrees of freedom",
  kind: "PROPOSITION",
  evidenceKind: "STATISTICAL",
  source: {
    locator: "dw-rank-law of docs/papers/kawaguchi2019-depth-width.md; not in the paper",
    version: "derived",
  },
  statement:
    "For weights theta independent of Y and Y ~ N(0, s^2 I), ||PN[J(theta)] y||^2 / s^2 is chi^2 with m d_y - rank J degrees of freedom; the mean of 1/2 ||PN[J] y||^2 / (1/2 s^2 m d_y) is 1 - rank J / (m d_y).",
  formula: "\\lVert P_N[J] y \\rVert^2 / s^2 \\sim \\chi^2_{m d_y - \\operatorname{rank} J}",
  provenance: [
    { of: "the law, from the rotation invariance of the normal law", provenance: "DERIVED" },
  ],
  hypotheses: [
    { name: "independent weights", statement: "theta does not depend on Y." },
    { name: "normal targets", statement: "The entries of Y are independent N(0, s^2)." },
  ],
  protocol: rankLawProtocol,
  check: rankLawCheck,
  controls: RANK_LAW_CONTROLS,
  figures: rankLawFigures,
  limits: [
    "At 53 degrees of freedom 200 draws see no rank that is wrong by one, 20,000 see every one: that row is computed at standard and paper.",
    "Each test is at level 0.001 and each seed is one: a right rank fails one in 1,000 of them; the seeds are fixed.",
    "The law cannot see where the projection points: that is what ||PN J|| <= 1e-10 ||J|| asks.",
  ],
  deviations: [
    "Not a statement of the paper: it checks the rank decision that its claims rest on.",
  ],
});
