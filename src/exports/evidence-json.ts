import {
  enginesAgree,
  type Check,
  type CrossCheck,
  type EvidenceRecord,
  type RunRecord,
} from "../domain/evidence-record.ts";
import { toEnumName } from "../domain/enum-name.ts";

/** Where a record is stored; all null for one that was made without a database. */
export interface StoredAs {
  readonly id: string | null;
  readonly sequence: number | null;
}

export interface FigureJson {
  readonly name: string;
  readonly title: string;
  readonly spec: string;
  readonly svg: string | null;
  readonly undrawn: string | null;
}

function toCheckJson({ role, relation, ...numbers }: Check) {
  return { ...numbers, role: toEnumName(role), relation: toEnumName(relation) };
}

function toCertificatesJson(runs: readonly RunRecord[]) {
  return runs.flatMap(({ certificate }) => (certificate === null ? [] : [certificate]));
}

/** Its runs are those of the experiment; the record has them. */
function toCrossCheckJson(ofFirst: readonly Check[], crossCheck: CrossCheck) {
  const { environment, first, second, checks, disagreements } = crossCheck;
  return {
    ...{ environment, agrees: enginesAgree(ofFirst, crossCheck), first, second },
    checks: checks.map(toCheckJson),
    ...{ largest: disagreements[0] ?? null, disagreements },
  };
}

/**
 * One record in the shape of the GraphQL type `Evidence`: its fields, enum values in capitals. What
 * reads the API reads the command line too.
 */
export function toEvidenceJson(
  record: EvidenceRecord,
  figures: readonly FigureJson[],
  stored: StoredAs = { id: null, sequence: null },
) {
  const { claim, kind, verdict, uncappedVerdict, reasonCode, reason, seeds } = record;
  const { claimDigest, protocolDigest, resultDigest, digest } = record;
  return {
    ...stored,
    ...{ kind, budget: toEnumName(record.budget), verdict, uncappedVerdict, reasonCode, reason },
    ...{ claimDigest, protocolDigest, resultDigest, digest, seeds },
    claim: { slug: claim },
    checks: record.checks.map(toCheckJson),
    controls: record.controls.map(({ checks, ...control }) => {
      return { ...control, checks: checks.map(toCheckJson) };
    }),
    certificates: toCertificatesJson(record.runs),
    figures,
    environment: record.environment,
    engineReason: record.engineReason ?? null,
    crossCheck:
      record.crossCheck === undefined ? null : toCrossCheckJson(record.checks, record.crossCheck),
    release: record.release,
  };
}
