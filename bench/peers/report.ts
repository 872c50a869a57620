import { digits } from "../engine/report.ts";
import { PEERS } from "./peer.ts";
import type { Outcome, PeerRow } from "./turns.ts";

function pair(one: Outcome | undefined): string[] {
  if (one === undefined) return ["", ""];
  return "refused" in one ? ["refused", "refused"] : [digits(one.stepMs), digits(one.jobMs)];
}

const HEADS = [
  ...["program", "precision", "cores", "engine", "step, ms", "job, ms"],
  ...PEERS.flatMap((peer) => [`${peer}: step`, "job"]),
  ...["better peer / ours: step", "job"],
];

/** A table in Markdown. */
export function peersTable(rows: readonly PeerRow[]): string {
  const lines = rows.map((row) => [
    ...[row.program, row.precision, String(row.cores), row.engine, ...pair(row)],
    ...PEERS.flatMap((peer) => pair(row.peers[peer])),
    ...(row.ratios === null ? ["", ""] : [row.ratios.step.toFixed(2), row.ratios.job.toFixed(2)]),
  ]);
  const all = [HEADS, HEADS.map(() => "---"), ...lines];
  return all.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** Names as short as an axis wants them. */
function shortName({ program, precision }: PeerRow): string {
  const name = program
    .replace(", in one graph", "")
    .replace("784-512-512-512-512-512-10, batch normalisation, Adam", "784-512x5-10, BN, Adam")
    .replace(/, (32 and 64|16 to 64|32) channels/, "")
    .replace(/, [46] (blocks|layers)/, "");
  return precision === "float32" ? name : `${name}, ${precision}`;
}

/** How many times as fast as the better peer, of the steady step and of the whole job. */
export function peersFigure(rows: readonly PeerRow[]): Readonly<Record<string, unknown>> {
  const values = rows.flatMap((row) => {
    if (row.ratios === null) return [];
    const { step, job } = row.ratios;
    const about = {
      program: shortName(row),
      who: `${row.engine}, ${row.cores} ${row.cores === 1 ? "core" : "cores"}`,
    };
    return [
      { ...about, what: "steady step", ratio: step },
      { ...about, what: "1,000 steps, compiling included", ratio: job },
    ];
  });
  const programs = [...new Set(values.map(({ program }) => program))];
  const scale = { type: "log", nice: false };
  return {
    title: "Time of the better of JAX and PyTorch over ours: right of the line, ours is faster",
    data: { values },
    facet: { column: { field: "what", title: null, sort: ["steady step"] } },
    spec: {
      width: 300,
      height: 24 * programs.length,
      layer: [
        {
          mark: { type: "rule", strokeDash: [4, 4] },
          encoding: { x: { datum: 1 } },
        },
        {
          mark: { type: "point", filled: true, size: 70, opacity: 0.9 },
          encoding: {
            x: {
              ...{ field: "ratio", type: "quantitative", scale, title: "times as fast" },
              axis: { values: [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64], format: "~g" },
            },
            y: {
              ...{ field: "program", type: "nominal", sort: programs, title: null },
              axis: { grid: true },
            },
            color: { field: "who", type: "nominal", title: null },
            shape: { field: "who", type: "nominal", title: null },
          },
        },
      ],
    },
  };
}
