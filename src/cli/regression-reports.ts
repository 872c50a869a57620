import { existsSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { PlatformError } from "../domain/errors.ts";
import { toJUnit } from "../exports/junit.ts";
import { toRegressionMarkdown } from "../exports/regression-markdown.ts";
import type { Place, RegressionReport, Side } from "../exports/regression-report.ts";
import { toSarif } from "../exports/sarif.ts";
import { findTargets } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import type { BaselineFile } from "./evidence-sets.ts";
import type { Compared } from "./regression.ts";
import { assertWritable, writeWhole } from "./report-file.ts";

/** Null for a file outside of the project, which its repository cannot show. */
function pathInProject(root: string, path: string): string | null {
  const inside = relative(root, path).split(sep).join("/");
  return inside.startsWith("..") || inside === "" ? null : inside;
}

/** Where readers of reports are to look: a claim's file, else its line in the baseline. */
function placesIn({ root, papers }: CliContext, file: BaselineFile | null) {
  const targets = findTargets(papers, "all");
  const baseline = file && pathInProject(root, file.path);
  const wholePlace: Place = { path: baseline ?? "package.json", line: 1 };
  return {
    wholePlace,
    placeOf(slug: string): Place {
      const target = targets.find(({ claim }) => claim.slug === slug);
      const path = `src/papers/${target?.paper.slug ?? ""}/${slug}.claim.ts`;
      if (target !== undefined && existsSync(join(root, path))) return { path, line: 1 };
      return baseline === null
        ? wholePlace
        : { ...wholePlace, line: file?.baseline.lineOf(slug) ?? wholePlace.line };
    },
  };
}

export function reportOf(
  context: CliContext,
  { comparison, against, candidate, file }: Compared,
): RegressionReport {
  const { version } = context;
  const places = placesIn(context, file);
  return { ...places, version, baseline: against, candidate, comparison, problem: null };
}

/** As they were named: nothing is known of what could not be compared. */
interface Named {
  readonly against?: string | undefined;
  readonly candidate?: string | undefined;
}

export function reportOfProblem(
  context: CliContext,
  { against = "", candidate }: Named,
  { code, message }: PlatformError,
): RegressionReport {
  const { version } = context;
  const releases: Side["releases"] = [];
  const here = { kind: "this version", name: `this version (${version})`, releases } as const;
  return {
    ...{ ...placesIn(context, null), version, comparison: null, problem: { code, message } },
    baseline: { kind: "file", name: against, releases },
    candidate: candidate === undefined ? here : { kind: "file", name: candidate, releases },
  };
}

export interface ReportFiles {
  readonly junit?: string;
  readonly sarif?: string;
  readonly markdown?: string;
}

/** The reports that were asked for. */
export interface Reports {
  /** Their files, as they were named. */
  readonly names: readonly string[];
  write(report: RegressionReport): void;
}

/** @throws PlatformError BAD_INPUT where a report would be written over another file of this command */
function assertApart(reports: readonly string[], { against, candidate }: Named): void {
  const taken = [against, candidate].flatMap((word) => word ?? []).map((word) => resolve(word));
  for (const path of reports.map((name) => resolve(name))) {
    if (taken.includes(path)) {
      const told = `a report would be written over ${path}: name a file of its own`;
      throw new PlatformError("BAD_INPUT", told);
    }
    taken.push(path);
  }
}

/**
 * Finds out now whether the reports can be written.
 *
 * @throws PlatformError BAD_INPUT
 */
export function prepareReports({ junit, sarif, markdown, ...named }: ReportFiles & Named): Reports {
  const wanted = [
    { name: junit, format: toJUnit },
    { name: sarif, format: (report: RegressionReport) => JSON.stringify(toSarif(report), null, 2) },
    { name: markdown, format: toRegressionMarkdown },
  ].flatMap(({ name, format }) => (name === undefined ? [] : [{ name, format }]));
  const names = wanted.map(({ name }) => name);
  assertApart(names, named);
  for (const name of names) assertWritable(name);
  return {
    names,
    write(report) {
      for (const { name, format } of wanted) writeWhole(name, format(report));
    },
  };
}
