import type { ChosenEngine, EngineName } from "../domain/engine-name.ts";
import type { Environment } from "../domain/environment.ts";
import type { EvidenceRecord, Release, RunRecord } from "../domain/evidence-record.ts";
import type { Series } from "../domain/series.ts";
import type { Budget } from "../domain/verdict.ts";
import { assembleEvidence } from "../verification/assemble-evidence.ts";
import type { ClaimDefinition, Figure } from "../verification/claim-spec.ts";
import { figuresOfEvidence } from "../verification/evidence-figures.ts";
import { withoutControls } from "../verification/plan.ts";
import { parseSeries } from "../verification/series.ts";
import type { ComputeFolders } from "../worker/child-protocol.ts";
import { computeRuns, type ComputeOptions } from "../worker/compute-process.ts";
import type { Slots } from "../worker/slots.ts";
import type { Staff } from "../worker/staff.ts";
import type { Target } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import type { TableRow } from "./live-table.ts";

/** What came out for one claim. */
export interface Outcome {
  readonly record: EvidenceRecord;
  readonly figures: readonly Figure[];
  readonly durationMs: number;
  /** The documents of its runs, by the digests that its record names. */
  readonly certificates: ReadonlyMap<string, string>;
}

/** What all claims of one command are computed with. */
export interface Means {
  readonly budget: Budget;
  readonly uncapped: boolean;
  readonly release: Release;
  /** Of the claims that need one. */
  readonly engines: ReadonlyMap<string, ChosenEngine>;
  /** Second engines by claim; none for the others. */
  readonly seconds: ReadonlyMap<string, EngineName>;
  readonly folders: ComputeFolders;
  readonly slots: Slots;
  readonly turns: Slots;
  readonly staff: Staff;
}

/** The means of one claim among them. */
interface OwnMeans extends Means {
  readonly fetching: ComputeOptions["fetching"];
  readonly signal: AbortSignal;
}

/** What the runs of a claim on one engine left behind. */
interface Findings {
  readonly environment: Environment;
  readonly runs: readonly RunRecord[];
  readonly series: ReadonlyMap<string, readonly Series[]>;
  readonly certificates: ReadonlyMap<string, string>;
}

/** One of the two engines. */
interface Computing {
  readonly engine: EngineName | null;
  readonly isSecond: boolean;
}

/** Runs of the protocol and its controls; with a second engine those of the protocol once more. */
export function countRuns(claim: ClaimDefinition, { budget, seconds }: Means): number {
  const plan = claim.plan(budget);
  return plan.length + (seconds.has(claim.slug) ? withoutControls(plan).length : 0);
}

/** In processes of their own, so that the terminal stays alive and Ctrl-C works. */
async function computeOn(
  { root }: CliContext,
  claim: ClaimDefinition,
  { engine, isSecond, ...means }: OwnMeans & Computing,
  told: { onStart(): void; onRun(): void },
): Promise<Findings> {
  const { budget, release, folders, slots, turns, staff, fetching, signal } = means;
  const runs: RunRecord[] = [];
  const series = new Map<string, readonly Series[]>();
  const certificates = new Map<string, string>();
  const wanted = { claim: claim.slug, budget, isSecond, data: claim.data, folders };
  const environment = await computeRuns(
    { ...wanted, engine, code: { root, release } },
    {
      ...{ signal, slots, turns, staff },
      ...(fetching === undefined ? {} : { fetching }),
      resume() {
        told.onStart();
        return [];
      },
      onRun({ record, ...documents }) {
        runs.push(record);
        if (record.certificate !== null && documents.certificate !== null) {
          certificates.set(record.certificate.digest, documents.certificate);
        }
        if (record.series !== undefined && documents.series !== null) {
          series.set(record.series, parseSeries(documents.series));
        }
        told.onRun();
      },
    },
  );
  return { environment, runs, series, certificates };
}

/** Verifies one claim, on a second engine too where that was asked for. */
export async function verifyTarget(
  context: CliContext,
  { paper, claim }: Target,
  means: OwnMeans,
  report: (row: Omit<TableRow, "name">) => void,
): Promise<Outcome> {
  const { budget, uncapped, release, seconds } = means;
  const total = countRuns(claim, means);
  let startedAt = performance.now();
  let done = 0;
  const told = {
    onStart() {
      // Not while it waited for its turn.
      if (done === 0) startedAt = performance.now();
      report({ state: "running", done, total });
    },
    onRun() {
      done += 1;
      report({ state: "running", done, total });
    },
  };
  const { engine = null, because: engineReason = null } = means.engines.get(claim.slug) ?? {};
  const first = await computeOn(context, claim, { ...means, engine, isSecond: false }, told);
  const other = seconds.get(claim.slug);
  const second =
    other === undefined
      ? null
      : await computeOn(context, claim, { ...means, engine: other, isSecond: true }, told);
  const { environment, runs, series, certificates } = first;
  const record = assembleEvidence(
    { paper: paper.slug, claim, budget, environment, engineReason, release },
    runs,
    second,
  );
  report({ state: uncapped ? record.uncappedVerdict : record.verdict, done: total, total });
  const figures = figuresOfEvidence(claim, record, series);
  return { record, figures, certificates, durationMs: performance.now() - startedAt };
}
