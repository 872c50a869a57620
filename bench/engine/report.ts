import { cpus, loadavg, totalmem } from "node:os";
import type { Row } from "./rows.ts";

/** Three digits that say something. */
export function digits(value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2 + Number(value >= 10));
}

function cells(row: Row): string[] {
  const { fastestMs, slowestMs } = row;
  const spread =
    fastestMs === undefined || slowestMs === undefined
      ? ""
      : `${digits(fastestMs)} to ${digits(slowestMs)}`;
  const job = row.jobSteps === null ? "" : ` (${row.jobSteps})`;
  return [
    ...[row.program, row.engine, row.precision, String(row.cores), digits(row.stepMs), spread],
    ...[digits(row.gemmRate), row.ofGemmRate === null ? "" : row.ofGemmRate.toFixed(2)],
    row.jobMs === undefined ? "" : `${digits(row.jobMs)}${job}`,
    ...[digits(row.compileMs), row.peakMegabytes.toFixed(0)],
  ];
}

const HEADS = [
  ...["program", "engine", "precision", "cores", "step, ms", "fastest to slowest"],
  ...["GEMM, GFLOP/s", "of it", "whole job, ms (steps)", "compile, ms", "peak, MB"],
];

/** A table in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [HEADS, HEADS.map(() => "---"), ...rows.map(cells)];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** The machine in a line: what a reader needs to judge the figures. */
export function machine(): string {
  const [cpu] = cpus();
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  const load = loadavg()[0]?.toFixed(1) ?? "unknown";
  return `${cpu?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, ${gigabytes} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}, load ${load} at the start`;
}
