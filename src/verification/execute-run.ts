import { canonicalJson, sha256 } from "../domain/canonical.ts";
import { isOfTheMachine } from "../domain/errors.ts";
import type { RunRecord } from "../domain/evidence-record.ts";
import { toMeasurement, type Quantity } from "../domain/measurement.ts";
import { toSeries } from "../domain/series.ts";
import type { PlannedRun } from "./claim-spec.ts";
import { contextOf, NO_TOOLS, type RunTools } from "./run-tools.ts";

/** A run's record with the canonical bytes of the documents that it names by digest. */
export interface RunOutput {
  readonly record: RunRecord;
  readonly certificate: string | null;
  /** A list of `Series`. */
  readonly series: string | null;
}

type Result = Awaited<ReturnType<PlannedRun["measure"]["run"]>>;

function identityOf({ control, arm, seed, measure }: PlannedRun) {
  return { control, arm, seed, measure: measure.name };
}

/** Those of a diverged run are complete too: each check finds a number for each seed, or NaN. */
function measurementsOf({ quantities: meanings }: PlannedRun["measure"], result: Result) {
  const quantities: Record<string, Quantity> = {};
  if ("diverged" in result) for (const name of Object.keys(meanings)) quantities[name] = NaN;
  return Object.entries(Object.assign(quantities, result.quantities)).map(([name, quantity]) =>
    toMeasurement(name, quantity, meanings[name]?.unit ?? null),
  );
}

function statusOf(result: Result): Pick<RunRecord, "status" | "message"> {
  if (!("diverged" in result)) return { status: "SUCCEEDED", message: null };
  const { step, message } = result.diverged;
  return { status: "DIVERGED", message: toStorableText(`diverged at step ${step}: ${message}`) };
}

/** No database keeps U+0000 in a text, and half a surrogate pair has no canonical form. */
export function toStorableText(words: string): string {
  return words.replaceAll("\u0000", "\uFFFD").toWellFormed();
}

function toOutput(planned: PlannedRun, result: Result): RunOutput {
  const { certificate, series = [] } = result;
  const content = certificate === undefined ? null : canonicalJson(certificate.content);
  const curves = series.length === 0 ? null : canonicalJson(series.map(toSeries));
  const record: RunRecord = {
    ...identityOf(planned),
    ...statusOf(result),
    measurements: measurementsOf(planned.measure, result),
    certificate:
      certificate === undefined || content === null
        ? null
        : { name: certificate.name, digest: sha256(content) },
    ...(curves === null ? {} : { series: sha256(curves) }),
  };
  return { record, certificate: content, series: curves };
}

function brokenBy(planned: PlannedRun, error: unknown): RunOutput {
  if (isOfTheMachine(error)) throw error;
  const message = toStorableText(error instanceof Error ? error.message : String(error));
  const failed = { status: "FAILED" as const, message, measurements: [], certificate: null };
  return { record: { ...identityOf(planned), ...failed }, certificate: null, series: null };
}

/**
 * Computes one run. A measure that throws gives a FAILED run, not an exception: the verdict says
 * which run broke and why. One that diverged has a result.
 *
 * @throws PlatformError of the machine, such as DATA_MISSING: no evidence is made of that
 */
export async function executeRun(
  planned: PlannedRun,
  tools: RunTools = NO_TOOLS,
): Promise<RunOutput> {
  const { measure, setting, seed } = planned;
  try {
    return toOutput(planned, await measure.run(setting, contextOf(seed, tools)));
  } catch (error) {
    return brokenBy(planned, error);
  }
}

/** The same for one of the groups of `groupsOf`: in one computation where there are several. */
export async function executeTogether(
  group: readonly PlannedRun[],
  tools: RunTools = NO_TOOLS,
): Promise<RunOutput[]> {
  const [first] = group;
  if (first === undefined) return [];
  const { measure, setting } = first;
  if (measure.runTogether === undefined) {
    const outputs: RunOutput[] = [];
    for (const planned of group) outputs.push(await executeRun(planned, tools));
    return outputs;
  }
  try {
    const contexts = group.map(({ seed }) => contextOf(seed, tools));
    const results = await measure.runTogether(setting, contexts);
    return group.map((planned, index) => {
      const result = results[index];
      if (result === undefined) throw new Error(`${measure.name} gave too few results`);
      return toOutput(planned, result);
    });
  } catch (error) {
    return group.map((planned) => brokenBy(planned, error));
  }
}

/** The key under which a finished run is kept and found again. */
export function runKey(run: { control: string | null; arm: string; seed: number }): string {
  return JSON.stringify([run.control, run.arm, run.seed]);
}
