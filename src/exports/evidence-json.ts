import type { EvidenceRecord } from "../domain/evidence-record.ts";

/** Where a record is stored; all null for one that was made without a database. */
export interface StoredAs {
  readonly id: string | null;
  readonly sequence: string | null;
}

export interface FigureJson {
  readonly name: string;
  readonly title: string;
  readonly spec: string;
}

/**
 * One record in the shape of the GraphQL type `Evidence`, enum values in capitals, so that what
 * reads the API reads the command line too.
 */
export function toEvidenceJson(
  record: EvidenceRecord,
  figures: readonly FigureJson[],
  stored: StoredAs = { id: null, sequence: null },
) {
  const { schemaVersion, runs, ...fields } = record;
  return {
    ...stored,
    ...fields,
    schemaVersion,
    paper: { slug: record.paper },
    claim: { slug: record.claim },
    budget: record.budget.toUpperCase(),
    certificates: runs
      .map(({ arm, seed, certificate }) => certificate && { ...certificate, arm, seed })
      .filter((one) => one !== null),
    figures,
    runs: { edges: runs.map((node) => ({ node })) },
  };
}
