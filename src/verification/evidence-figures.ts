/** The figures of evidence: those of its claim, and how far two engines are apart. */
import { enginesAgree, foundOnBoth, type EvidenceRecord } from "../domain/evidence-record.ts";
import type { ClaimDefinition, Figure } from "./claim-spec.ts";
import { figure } from "./figure.ts";
import type { SeriesByDigest } from "./series.ts";

/** Below what two doubles can differ by; a logarithmic axis has no zero. */
const NONE = 1e-17;

function enginesFigure(record: EvidenceRecord): Figure[] {
  const { environment, checks, crossCheck } = record;
  if (crossCheck === undefined) return [];
  const { disagreements } = crossCheck;
  const values = disagreements.flatMap(({ quantity, arm, seed, relative }) =>
    relative === null ? [] : [{ quantity, arm, seed, relative: Math.max(relative, NONE) }],
  );
  const lost = disagreements.length - values.length;
  const engines = `${environment.engine} and ${crossCheck.environment.engine}`;
  const found = enginesAgree(checks, crossCheck)
    ? foundOnBoth(record, crossCheck)
    : "which disagree";
  const left = lost === 0 ? "" : `; ${lost} that cannot be compared are left out`;
  const title = `How far ${engines} (${found}) are apart, a point a run${left}`;
  const x = {
    ...{ field: "relative", type: "quantitative", scale: { type: "log" }, axis: { format: "~e" } },
    title: `difference over the larger of both (${NONE}: equal to the last bit)`,
  };
  const y = { field: "quantity", type: "nominal", title: null };
  const mark = { type: "point", filled: true, opacity: 0.4 };
  return [figure("engines", title, { data: { values }, mark, encoding: { x, y } })];
}

export function figuresOfEvidence(
  claim: ClaimDefinition,
  record: EvidenceRecord,
  series: SeriesByDigest,
): readonly Figure[] {
  return [...claim.figures(record.budget, record.runs, series), ...enginesFigure(record)];
}
