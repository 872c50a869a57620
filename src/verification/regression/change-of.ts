/** What of a claim is another one: its statement, its protocol, or what its check asks. */
import { canonicalJson } from "../../domain/canonical.ts";
import { describeQuantity } from "../../domain/drift-rule.ts";
import { resultDigestOf, type Check, type EvidenceRecord } from "../../domain/evidence-record.ts";
import { fewOf } from "./words.ts";

const MOST_CHANGES = 3;
const RELATION_WORDS = { equal: "exactly", atMost: "at most", atLeast: "at least" };

/** Before and now, of things that have names. */
function namedChanges(
  noun: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    if (is === undefined) return [`${noun} ${name} is gone`];
    if (was === undefined) return [`${noun} ${name} is new`];
    return [`${noun} ${name}: ${was} before, ${is} now`];
  });
}

/** "of the claim, at most 0.1": a condition without the number that it was held to. */
function conditionWords({ role, relation, threshold, thresholdExact }: Check): string {
  const asked = String(thresholdExact ?? threshold ?? "no number");
  return `${RELATION_WORDS[relation]} ${asked} (${role})`;
}

function conditionsOf({ checks }: EvidenceRecord, withThresholds: boolean): Map<string, string> {
  const words = (check: Check) => (withThresholds ? conditionWords(check) : check.role);
  return new Map(checks.map((check) => [check.name, words(check)]));
}

/**
 * Conditions that are not the same. A threshold may depend on how many seeds there are ("4 of 5"). A
 * record without any is that of a run that failed, which its verdict says.
 */
function conditionChanges(before: EvidenceRecord, after: EvidenceRecord): string[] {
  if (before.checks.length === 0 || after.checks.length === 0) return [];
  const isSameCount = before.seeds.length === after.seeds.length;
  const conditions = (record: EvidenceRecord) => conditionsOf(record, isSameCount);
  return namedChanges("condition", conditions(before), conditions(after));
}

/** What of a protocol a record shows; settings are in its digest alone. */
function protocolChanges(before: EvidenceRecord, after: EvidenceRecord): string[] {
  const armsOf = ({ runs }: EvidenceRecord) =>
    new Map(runs.filter(({ control }) => control === null).map((run) => [run.arm, run.measure]));
  const controlsOf = ({ controls }: EvidenceRecord) =>
    new Map(controls.map(({ name, mustFail, golden }) => [name, `${mustFail} ${golden ?? ""}`]));
  const rulesOf = ({ drift = [] }: EvidenceRecord) =>
    new Map(drift.map((rule) => [describeQuantity(rule), `${rule.margin} (${rule.worse})`]));
  const kindOf = ({ kind }: EvidenceRecord) => new Map([["of evidence", kind]]);
  const shown = [
    ...namedChanges("kind", kindOf(before), kindOf(after)),
    ...conditionChanges(before, after),
    ...namedChanges("control", controlsOf(before), controlsOf(after)),
    ...namedChanges("arm", armsOf(before), armsOf(after)),
    ...namedChanges("rule of drift of", rulesOf(before), rulesOf(after)),
  ];
  return shown.length === 0 ? ["a setting that the record does not show"] : shown;
}

/** "its statement changed; its protocol changed: control C1 is gone"; null where nothing did. */
export function changeOf(before: EvidenceRecord, after: EvidenceRecord): string | null {
  const told = (what: string, changes: readonly string[]) =>
    `${what} changed: ${fewOf(changes, MOST_CHANGES)}`;
  const isSameProtocol = before.protocolDigest === after.protocolDigest;
  const conditions = isSameProtocol ? conditionChanges(before, after) : [];
  const changes = [
    ...(before.claimDigest === after.claimDigest ? [] : ["its statement changed"]),
    ...(isSameProtocol ? [] : [told("its protocol", protocolChanges(before, after))]),
    ...(conditions.length === 0 ? [] : [told("its check", conditions)]),
  ];
  return changes.length === 0 ? null : changes.join("; ");
}

/** What was measured is told in words, which may be worded anew: numbers and names are compared. */
function withoutWords(record: EvidenceRecord): EvidenceRecord {
  const unworded = (checks: readonly Check[]) => checks.map((one) => ({ ...one, quantity: "" }));
  const controls = record.controls.map((one) => ({ ...one, checks: unworded(one.checks) }));
  return { ...record, checks: unworded(record.checks), controls };
}

/** Whether two results are the same to the last bit, though perhaps in other words. */
export function isSameResult(before: EvidenceRecord, after: EvidenceRecord): boolean {
  return resultDigestOf(withoutWords(before)) === resultDigestOf(withoutWords(after));
}

function foundBy(record: EvidenceRecord): string {
  const { checks, controls, uncappedVerdict } = withoutWords(record);
  const found = controls.map(({ because, reason, ...numbers }) => numbers);
  return canonicalJson({ checks, controls: found, uncappedVerdict });
}

function numbersOf({ runs }: EvidenceRecord): string {
  return canonicalJson(runs.map(({ message, ...numbers }) => numbers));
}

/** Whether something else is found in runs that are the same to the last bit: the check's own doing. */
export function hasOtherCheck(before: EvidenceRecord, after: EvidenceRecord): boolean {
  return numbersOf(before) === numbersOf(after) && foundBy(before) !== foundBy(after);
}
