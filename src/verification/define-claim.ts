import { findDataset } from "../compute/datasets/index.ts";
import { digestOf } from "../domain/canonical.ts";
import { rulesAlone } from "../domain/drift-rule.ts";
import { PlatformError } from "../domain/errors.ts";
import type { Budget } from "../domain/verdict.ts";
import type { AnyClaimSpec, ClaimDefinition, ClaimSpec, ClaimStatement } from "./claim-spec.ts";
import { decide } from "./decide.ts";
import { planRuns, seedsOf } from "./plan.ts";
import type { Arms } from "./protocol.ts";
import { figuresOf } from "./results.ts";
import { problemsOf } from "./validate-claim.ts";

/** The statement alone, without protocol, check and controls. */
function statementOf(spec: ClaimStatement): ClaimStatement {
  const { slug, title, kind, evidenceKind, source, statement, formula } = spec;
  const { provenance, hypotheses, limits, deviations, reportedFigures = [] } = spec;
  const words = { slug, title, kind, evidenceKind, source, statement, formula };
  return { ...words, provenance, hypotheses, limits, deviations, reportedFigures };
}

/** Source, statement, formula, hypotheses, provenance: what is claimed, not how it is checked. */
function claimDigestOf(spec: ClaimStatement): string {
  const { slug, kind, source, statement, formula, hypotheses, provenance } = spec;
  return digestOf({ slug, kind, source, statement, formula, hypotheses, provenance });
}

function describeArms(arms: Arms) {
  return Object.entries(arms).map(([name, { measure, setting }]) => ({
    name,
    measure: measure.name,
    setting,
  }));
}

/** Arms, thresholds, precision, what each control changes, what may drift; no seeds. */
function protocolDigestOf(spec: AnyClaimSpec, budget: Budget): string {
  const protocol = spec.protocol(budget);
  const controls = spec.controls.map((control) => {
    const { arms = {}, thresholds = null } = control.changes(protocol);
    return {
      name: control.name,
      mustFail: control.mustFail,
      golden: control.golden?.toString() ?? null,
      thresholds,
      arms: describeArms(arms as Arms),
    };
  });
  const { thresholds, drift = [] } = protocol;
  return digestOf({
    arms: describeArms(protocol.arms),
    thresholds,
    controls,
    evidenceKind: spec.evidenceKind,
    // Not there at all for an exact claim, whose digest is older than engines and rules are.
    ...(spec.engine === undefined ? {} : { engine: { precision: spec.engine.precision } }),
    ...(drift.length === 0 ? {} : { drift: rulesAlone(drift) }),
  });
}

/**
 * The contract of a claim: everything about it in one place. Refuses, with all problems at once,
 * a claim without a control, with a malformed slug, or with a setting that its measure cannot fill.
 */
export function defineClaim<A extends Arms, Thresholds>(
  claim: ClaimSpec<A, Thresholds>,
): ClaimDefinition {
  const spec = claim as unknown as AnyClaimSpec;
  const problems = problemsOf(spec);
  if (problems.length > 0) {
    throw new PlatformError("BAD_CLAIM", `Claim ${spec.slug}: ${problems.join("; ")}`);
  }
  const digests = new Map<Budget, string>();
  return {
    ...statementOf(spec),
    claimDigest: claimDigestOf(spec),
    engine: spec.engine ?? null,
    data: (spec.data ?? []).flatMap((name) => findDataset(name) ?? []),
    controls: spec.controls.map(({ name, because, mustFail }) => ({ name, because, mustFail })),
    protocolDigest(budget) {
      const digest = digests.get(budget) ?? protocolDigestOf(spec, budget);
      digests.set(budget, digest);
      return digest;
    },
    drift: (budget) => spec.protocol(budget).drift ?? [],
    seeds: (budget) => seedsOf(planRuns(spec, budget)),
    plan: (budget) => planRuns(spec, budget),
    decide: (budget, runs, second) => decide(spec, budget, runs, second),
    figures: (budget, runs, series) => figuresOf(spec, { budget, runs, series }),
  };
}
