/**
 * Evidence of a claim whose measure gives what a test states, and whose verdict a test states: as if
 * the code below an unchanged claim had changed. Statement and protocol, and so both digests, stay.
 */
import type { Measure } from "../../src/compute/measures/measure.ts";
import type { DriftRule } from "../../src/domain/drift-rule.ts";
import { EXACT_ENVIRONMENT, type Environment } from "../../src/domain/environment.ts";
import type { EvidenceRecord } from "../../src/domain/evidence-record.ts";
import type { Quantity } from "../../src/domain/measurement.ts";
import type { Budget, EvidenceKind, Verdict } from "../../src/domain/verdict.ts";
import { assembleEvidence } from "../../src/verification/assemble-evidence.ts";
import { arm, condition, defineClaim } from "../../src/verification/index.ts";
import { runPlan } from "./run-plan.ts";

/** What a run measures; "throw" for a measure that breaks, "diverge" for a training that does. */
type Measured = Quantity | "throw" | "diverge";

export interface StatedEvidence {
  readonly paper?: string;
  readonly claim?: string;
  readonly statement?: string;
  readonly budget?: Budget;
  readonly kind: EvidenceKind;
  readonly rules?: readonly DriftRule[];
  /** The length that each arm measures, one for each of the seeds 1, 2, 3 ... or for those given. */
  readonly arms: Readonly<Record<string, readonly Measured[]>>;
  readonly seeds?: readonly number[];
  readonly verdict?: Verdict;
  /** Part of the protocol. */
  readonly least?: number;
  readonly environment?: Environment;
}

const digest = "0".repeat(64);
const release = { version: "0.0.0", sourceDigest: digest, dependencyDigest: digest };

/** The certificate, which nobody compares, tells runs of two verdicts apart. */
function measureOf(
  values: ReadonlyMap<number, Measured>,
  verdict: Verdict,
): Measure<unknown, "length"> {
  const certificate = { name: "stated", content: { verdict } };
  return {
    name: "gauge",
    quantities: { length: { unit: "mm", meaning: "of the rod" } },
    problems: () => [],
    run(_, { seed }) {
      const length = values.get(seed) ?? "throw";
      if (length === "throw") throw new Error("the gauge is broken");
      if (length === "diverge") return { diverged: { step: 3, message: "NaN" }, quantities: {} };
      return { quantities: { length }, certificate };
    },
  };
}

function claimOf(stated: StatedEvidence) {
  const { claim = "rod", statement = "The rod is long.", kind, rules = [], least = 10 } = stated;
  const { verdict = "SUPPORTED" } = stated;
  const arms = Object.entries(stated.arms).map(([name, lengths]) => {
    const seeds = stated.seeds ?? lengths.map((_, index) => index + 1);
    const values = new Map(seeds.map((seed, index) => [seed, lengths[index] ?? "throw"]));
    return [name, arm(measureOf(values, verdict), {}, { seeds })] as const;
  });
  return defineClaim({
    ...{ slug: claim, title: "The rod", kind: "EMPIRICAL", evidenceKind: kind, statement },
    ...{ source: { locator: "section 1", version: "v1" }, formula: "\\ell", provenance: [] },
    ...{ hypotheses: [], limits: [], deviations: [], judgesDivergence: true },
    protocol: () => ({
      ...{ arms: Object.fromEntries(arms), seeds: [1], thresholds: { least } },
      ...(rules.length === 0 ? {} : { drift: rules }),
    }),
    check: (_, thresholds) => [
      condition({
        ...{ name: "length", role: "claim", quantity: "length", relation: "atLeast" },
        ...{ measured: verdict === "SUPPORTED" ? 12n : 3n, threshold: thresholds.least },
        ifFails: {
          verdict: verdict === "SUPPORTED" ? "NOT_SUPPORTED" : verdict,
          reasonCode: "EFFECT_ABSENT",
        },
      }),
    ],
    controls: [
      {
        ...{ name: "longer", because: "It is not that long.", mustFail: "length" },
        changes: () => ({ thresholds: { least: 100 } }),
      },
    ],
  });
}

export async function statedEvidence(stated: StatedEvidence): Promise<EvidenceRecord> {
  const { paper = "rods2020-length", budget = "quick", environment = EXACT_ENVIRONMENT } = stated;
  const claim = claimOf(stated);
  const runs = await runPlan(claim.plan(budget));
  return assembleEvidence({ paper, claim, budget, environment, release }, runs);
}

export function lengthRule(changes: Partial<DriftRule> = {}): DriftRule {
  const quantity = { quantity: "length", arm: "rod", scale: "absolute" } as const;
  return { ...quantity, margin: 1, worse: "lower", because: "The gauge tells 1 mm.", ...changes };
}
