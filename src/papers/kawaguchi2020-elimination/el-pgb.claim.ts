/**
 * The PGB necessary condition: at a local minimum the value is the least that combinations of
 * perturbed gradients reach.
 *
 * @source    Kawaguchi and Kaelbling 2020, AISTATS (proof technique); exact form in spec
 *            kawaguchi2020-elimination 2.9
 * @precision float64, singular values cut at 1e-13
 */
import { defineClaim } from "../../verification/index.ts";
import { pgbCheck } from "./pgb-check.ts";
import { PGB_CONTROLS } from "./pgb-controls.ts";
import { pgbFigures } from "./pgb-figures.ts";
import { pgbProtocol } from "./pgb-protocol.ts";

export const elPgb = defineClaim({
  slug: "el-pgb",
  title: "At a local minimum no combination of perturbed gradients gains anything (PGB)",
  kind: "THEOREM",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator: "el-pgb of docs/papers/kawaguchi2020-elimination.md: PGB necessary condition",
    version: "AISTATS 2020",
  },
  statement:
    "Let Q(z) = (1/m) sum Q_i(phi_i(z)) + R(psi(z)), Q_i and R convex and differentiable, phi_i and psi differentiable, each the combination sum_k h(z)_k of its partial derivatives. At a local minimum z, for all small eps and every finite set S of vectors v, |v| <= 1, with phi_i(z + eps v) = phi_i(z) and psi(z + eps v) = psi(z), the value Q(z) is at most the minimum over alpha of Q of the combinations sum alpha_kj of partial derivatives at z + eps v_j, with equality if 0 is in S.",
  formula:
    "Q(z)\\le\\min_\\alpha\\ \\frac1m\\sum_i Q_i\\Big(\\sum_{k,j}\\alpha_{kj}\\,\\partial_k\\phi_i(z+\\varepsilon v_j)\\Big)+R\\Big(\\sum_{k,j}\\alpha_{kj}\\,\\partial_k\\psi(z+\\varepsilon v_j)\\Big)",
  provenance: [
    { of: "that there is a PGB necessary condition (abstract)", provenance: "READ" },
    { of: "its form", provenance: "RECALLED" },
    { of: "hypotheses and proof", provenance: "DERIVED" },
    { of: "values at F1 and F2", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "local minimum", statement: "No value near z is lower." },
    { name: "directions", statement: "z + eps v has the same outputs and the same a." },
    { name: "linear end", statement: "The outputs are linear in output weights and a." },
  ],
  protocol: pgbProtocol,
  check: pgbCheck,
  controls: PGB_CONTROLS,
  figures: pgbFigures,
  limits: [
    "Local minima are those with a lower bound that they reach: the pointwise infimum, or for F1 the samples on which no unit is active.",
    "Only eps = 0.1: the directions change no output at any eps here.",
    "Values are of the mean of squares; the spec gives those of F1 as half the sum, twice as much.",
  ],
  deviations: [
    "The body of the paper was not read: the form is recalled, its hypotheses and proof are the spec's.",
  ],
});
