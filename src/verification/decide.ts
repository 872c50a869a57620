import type { Check, Control, CrossCheck, RunRecord } from "../domain/evidence-record.ts";
import type { Budget, ReasonCode, Verdict } from "../domain/verdict.ts";
import { capAtBudget } from "./cap.ts";
import { conclude, weightiest, type Conclusion } from "./checks/conclude.ts";
import type { Condition } from "./checks/condition.ts";
import { describeCheck } from "./checks/describe-check.ts";
import { saysNothing } from "./checks/says-nothing.ts";
import type { AnyClaimSpec, ControlSpec } from "./claim-spec.ts";
import {
  crossCheckOf,
  unlessEnginesDisagree,
  type Judged,
  type SecondEngine,
} from "./cross-check.ts";
import { runKey, toStorableText } from "./execute-run.ts";
import { withLargerBudget } from "./larger-budget.ts";
import { runsOf } from "./plan.ts";
import type { Arms, Protocol, Results } from "./protocol.ts";
import { resultsOf } from "./results.ts";

/** What a verification concludes from its runs, before environment and release are added. */
export interface Decision {
  readonly checks: readonly Check[];
  readonly controls: readonly Control[];
  readonly uncappedVerdict: Verdict;
  readonly verdict: Verdict;
  readonly reasonCode: ReasonCode;
  readonly reason: string;
  /** Absent without a second engine. */
  readonly crossCheck?: CrossCheck;
}

type AnyControl = ControlSpec<Arms, unknown>;

function failedRun(runs: readonly RunRecord[], control: string | null): RunRecord | undefined {
  return runs.find((run) => run.control === control && run.status === "FAILED");
}

/** The first run that a control needs and does not have: it was skipped or is not done. */
function missingRun(control: AnyControl, protocol: Protocol, runs: readonly RunRecord[]) {
  const { arms = {} } = control.changes(protocol);
  const have = new Set(runs.filter((run) => run.control === control.name).map(runKey));
  return runsOf(control.name, arms as Arms, protocol.seeds).find((run) => !have.has(runKey(run)));
}

/** The first run without numbers on which a control would be judged. */
function divergedRun(control: AnyControl, protocol: Protocol, runs: readonly RunRecord[]) {
  const replaced = Object.keys(control.changes(protocol).arms ?? {});
  return runs.find((run) => {
    const counts =
      run.control === null ? !replaced.includes(run.arm) : run.control === control.name;
    return counts && run.status === "DIVERGED";
  });
}

/** What a claim's check asks of its results; a check that throws is a broken instrument, not a crash. */
function ask(
  { check }: AnyClaimSpec,
  results: Results<Arms>,
  thresholds: unknown,
): { readonly conditions: readonly Condition[]; readonly broken: string | null } {
  try {
    return { conditions: check(results, thresholds), broken: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { conditions: [], broken: `its check broke: ${toStorableText(message)}` };
  }
}

/** What its named condition came to. */
function inWords(check: Check, unchanged: readonly Check[]): string {
  const silent = "; it fails without the change too, so that this control says nothing here";
  return `${describeCheck(check)}${saysNothing(check, unchanged) ? silent : ""}`;
}

/** How many names are listed where one is wrong. */
const NAMES_TOLD = 12;

/** A control of a condition that the claim never states could not fail; null: it is stated. */
function misnamedWords(
  { mustFail }: AnyControl,
  conditions: readonly Condition[],
  unchanged: readonly Check[],
): string | null {
  const stated = [...unchanged, ...conditions.map(({ check }) => check)];
  const names = [...new Set(stated.map(({ name }) => name))];
  if (names.includes(mustFail)) return null;
  const more = names.length > NAMES_TOLD ? `, and ${names.length - NAMES_TOLD} more` : "";
  const listed = names.slice(0, NAMES_TOLD).map((name) => `"${name}"`);
  return `no condition is named "${mustFail}"; there are: ${listed.join(", ")}${more}`;
}

/** The claim's own check over the runs of the protocol, the changed arms put in their place. */
function judgeControl(
  spec: AnyClaimSpec,
  control: AnyControl,
  runs: readonly RunRecord[],
  { protocol, unchanged }: { protocol: Protocol; unchanged: readonly Check[] },
): Control {
  const { name, because, mustFail } = control;
  const words = { name, because, mustFail, golden: control.golden?.toString() ?? null };
  const failed = failedRun(runs, name) ?? failedRun(runs, null);
  if (failed !== undefined) {
    const reason = `run ${failed.arm} with seed ${failed.seed} failed: ${failed.message ?? ""}`;
    return { ...words, outcome: "NOT_RUN", verdict: "INVALID", reason, checks: [] };
  }
  const missing = missingRun(control, protocol, runs);
  if (missing !== undefined) {
    const reason = `run ${missing.arm} with seed ${missing.seed} is missing`;
    return { ...words, outcome: "NOT_RUN", verdict: "INCONCLUSIVE", reason, checks: [] };
  }
  const diverged = spec.judgesDivergence ? undefined : divergedRun(control, protocol, runs);
  if (diverged !== undefined) {
    const reason = `run ${diverged.arm} with seed ${diverged.seed} ${diverged.message ?? ""}`;
    return { ...words, outcome: "NOT_RUN", verdict: "INCONCLUSIVE", reason, checks: [] };
  }
  const { thresholds = protocol.thresholds } = control.changes(protocol);
  const results = { ...resultsOf(runs, null), ...resultsOf(runs, name) };
  const { conditions, broken } = ask(spec, results, thresholds);
  if (broken !== null) {
    return { ...words, outcome: "NOT_RUN", verdict: "INVALID", reason: broken, checks: [] };
  }
  const { verdict, reason } = conclude(conditions);
  const checks = conditions.map(({ check }) => check).filter((check) => check.name === mustFail);
  const misnamed = checks.length === 0 ? misnamedWords(control, conditions, unchanged) : null;
  if (misnamed !== null) {
    return { ...words, outcome: "PASSED", verdict: "INVALID", reason: misnamed, checks };
  }
  const outcome = outcomeOfControl(checks[0], verdict, words.golden);
  const told = checks[0] === undefined ? reason : inWords(checks[0], unchanged);
  return { ...words, outcome, verdict, reason: told, checks };
}

/** Kept only when the named condition failed on a number, whatever else the rules conclude. */
function outcomeOfControl(
  named: Check | undefined,
  verdict: Verdict,
  golden: string | null,
): Control["outcome"] {
  if (verdict === "SUPPORTED") return "PASSED";
  if (named === undefined || named.outcome === "UNDECIDED") return "NOT_RUN";
  if (named.outcome !== "FAIL") return "PASSED";
  return golden === null || golden === named.exact ? "KEPT" : "UNEXPECTED";
}

function conclusionOfControl({ name, outcome, reason, golden }: Control): Conclusion | null {
  if (outcome === "KEPT") return null;
  if (outcome === "PASSED") {
    const told = `control ${name} did not fail: ${reason}`;
    return { verdict: "INVALID", reasonCode: "CONTROL_PASSED", reason: told };
  }
  if (outcome === "UNEXPECTED") {
    const told = `control ${name} failed on another number than ${golden ?? "its own"}: ${reason}`;
    return { verdict: "INVALID", reasonCode: "IMPLEMENTATION_CHECK_FAILED", reason: told };
  }
  const told = `control ${name} was not measured: ${reason}`;
  return { verdict: "INCONCLUSIVE", reasonCode: "CONTROL_NOT_RUN", reason: told };
}

/** "2 of 16 runs diverged (LB with seeds 3, 5; the first: diverged at step 12: ...)" */
function describeDiverged(runs: readonly RunRecord[], diverged: readonly RunRecord[]): string {
  const arms = [...new Set(diverged.map(({ arm }) => arm))].map((arm) => {
    const seeds = diverged.filter((run) => run.arm === arm).map(({ seed }) => seed);
    return `${arm} with seed${seeds.length === 1 ? "" : "s"} ${seeds.join(", ")}`;
  });
  const first = diverged[0]?.message ?? "";
  return `${diverged.length} of ${runs.length} runs diverged (${arms.join("; ")}); the first: ${first}`;
}

/** What was concluded is taken back where runs on which it rests have no numbers. */
const RESTS_ON_ALL_RUNS: readonly Verdict[] = ["SUPPORTED", "NOT_SUPPORTED", "REFUTED"];

/** No claim is decided by those of its runs that happened to stay finite. */
function unlessDiverged(
  { judgesDivergence }: AnyClaimSpec,
  runs: readonly RunRecord[],
  conclusion: Conclusion,
): Conclusion {
  const own = runs.filter(({ control }) => control === null);
  const diverged = own.filter(({ status }) => status === "DIVERGED");
  const stands = judgesDivergence === true || diverged.length === 0;
  const overridden = [...RESTS_ON_ALL_RUNS, "INCONCLUSIVE"].includes(conclusion.verdict);
  if (stands || !overridden) return conclusion;
  const reason = describeDiverged(own, diverged);
  return { verdict: "INCONCLUSIVE", reasonCode: "RUN_DIVERGED", reason };
}

function brokenCheck(reason: string): Conclusion {
  return { verdict: "INVALID", reasonCode: "IMPLEMENTATION_CHECK_FAILED", reason };
}

function brokenRun(run: RunRecord): Conclusion {
  const reason = `run ${run.arm} with seed ${run.seed} failed: ${run.message ?? ""}`;
  return { verdict: "INVALID", reasonCode: "RUN_FAILED", reason };
}

/** What the claim's own runs say, before its controls are asked. */
function judgeOwn(spec: AnyClaimSpec, protocol: Protocol, runs: readonly RunRecord[]): Judged {
  const failed = failedRun(runs, null);
  if (failed !== undefined) return { own: brokenRun(failed), conditions: [] };
  const { conditions, broken } = ask(spec, resultsOf(runs, null), protocol.thresholds);
  if (broken !== null) return { own: brokenCheck(broken), conditions };
  return { own: unlessDiverged(spec, runs, conclude(conditions)), conditions };
}

/**
 * The verdict as a pure function of the stored runs. Where a second engine has computed the claim's own,
 * it must have found the same. Controls are judged on the uncapped verdict and the cap of the budget
 * comes last, so that INVALID is possible at every budget.
 */
export function decide(
  spec: AnyClaimSpec,
  budget: Budget,
  runs: readonly RunRecord[],
  second: SecondEngine | null = null,
): Decision {
  const protocol = spec.protocol(budget);
  const first = judgeOwn(spec, protocol, runs);
  const checks = first.conditions.map(({ check }) => check);
  const against = { protocol, unchanged: checks };
  const controls = spec.controls.map((control) => judgeControl(spec, control, runs, against));
  const crossCheck =
    second && crossCheckOf(runs, second, [first, judgeOwn(spec, protocol, second.runs)]);
  const own = crossCheck ? unlessEnginesDisagree(crossCheck, checks, second.beside) : first.own;
  const ofControls = controls.map(conclusionOfControl).filter((one) => one !== null);
  // Of two equal verdicts the claim's own tells more: a control may fail for the same reason.
  const uncapped = weightiest([own, ...ofControls]) ?? own;
  const kept = controls.filter(({ outcome }) => outcome === "KEPT").length;
  const counted =
    uncapped.verdict === "SUPPORTED"
      ? `${uncapped.reason}; ${kept} of ${controls.length} controls failed as they must`
      : uncapped.reason;
  const capped = capAtBudget(spec.evidenceKind, budget, { ...uncapped, reason: counted });
  const reason = withLargerBudget(spec, budget, capped);
  const crossChecked = crossCheck === null ? {} : { crossCheck };
  const concluded = { uncappedVerdict: uncapped.verdict, ...capped, reason };
  return { checks, controls, ...concluded, ...crossChecked };
}
