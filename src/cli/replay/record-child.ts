/** A process that computes one run and writes down what ONNX Runtime was given and what it gave. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadEngine } from "../../compute/engine/engines/index.ts";
import { keepCompiled } from "../../compute/engine/engines/keep-compiled.ts";
import { recordSessions } from "../../compute/engine/engines/record-sessions.ts";
import { canonicalJson } from "../../domain/canonical.ts";
import { PlatformError } from "../../domain/errors.ts";
import { formatReplay, REPLAY_VERSION, type StoredRun } from "../../exports/replay-document.ts";
import { papers } from "../../papers/index.ts";
import type { PlannedRun } from "../../verification/claim-spec.ts";
import { executeTogether } from "../../verification/execute-run.ts";
import { groupsOf } from "../../verification/plan.ts";
import type { RunTools } from "../../verification/run-tools.ts";
import { loadRelease } from "../../verification/release.ts";
import { environmentOf, THREADS } from "../../worker/open-tools.ts";
import { cannotWrite } from "../report-file.ts";
import { openReplayFolder, type ReplayFolder } from "./replay-folder.ts";
import type { RecordAnswer, Recorded, RecordOrder, RunResults } from "./record-run.ts";

/** Knows operator set 18, in which graphs are written; 1.12 does not. */
const OLDEST_RUNTIME = "1.14";

function findClaim(slug: string) {
  for (const paper of papers) {
    const claim = paper.claims.find((one) => one.slug === slug);
    if (claim !== undefined) return { paper, claim };
  }
  throw new Error(`there is no claim ${slug}`);
}

/** What the file system refuses is told like any other refusal. */
function toRefusal(error: unknown, folder: string): unknown {
  const isOfFiles = error instanceof Error && "syscall" in error;
  return isOfFiles ? cannotWrite(folder, error) : error;
}

/** An engine whose calls are written down. */
async function openRecorder(written: ReplayFolder, folder: string) {
  // Says what is wrong where the native library cannot be loaded.
  await loadEngine("onnx-cpu", { threads: THREADS });
  const { createOnnxCpu } = await import("../../compute/engine/engines/onnx-cpu.engine.ts");
  const { openSession } = await import("../../compute/engine/engines/onnx-session.ts");
  const record = recordSessions(openSession, (call) => {
    try {
      written.add(call);
    } catch (error) {
      throw toRefusal(error, folder);
    }
  });
  return keepCompiled(createOnnxCpu({ threads: THREADS }, record));
}

/** Each result by its name. */
function byName({ status, measurements, certificate, series }: RunResults) {
  const named = measurements.map((one) => [one.name, one] as const);
  return new Map<string, unknown>([
    ...Object.entries({ status, certificate, series: series ?? null }),
    ...named,
  ]);
}

function differencesOf(stored: RunResults, computed: RunResults): StoredRun["differences"] {
  const before = byName(stored);
  const now = byName(computed);
  return [...new Set([...before.keys(), ...now.keys()])]
    .map((name) => ({ name, stored: before.get(name) ?? null, computed: now.get(name) ?? null }))
    .filter((one) => canonicalJson(one.stored) !== canonicalJson(one.computed));
}

function toStored({ stored }: RecordOrder, computed: RunResults): StoredRun | null {
  if (stored === null) return null;
  const { results, ...known } = stored;
  return { ...known, differences: differencesOf(results, computed) };
}

/** The run and those that are computed with it. */
async function compute(plan: readonly PlannedRun[], place: number, tools: RunTools) {
  const group = groupsOf(plan).find((one) => one.includes(place)) ?? [];
  const planned = group.flatMap((one) => plan[one] ?? []);
  const outputs = await executeTogether(planned, tools);
  const run = outputs[group.indexOf(place)]?.record;
  if (run === undefined) throw new Error(`the plan has no run ${place}`);
  if (run.status === "FAILED") {
    throw new PlatformError("VERIFICATION_FAILED", `the run failed: ${run.message ?? "no reason"}`);
  }
  return { run, seeds: planned.map(({ seed }) => seed) };
}

async function record(order: RecordOrder): Promise<Recorded> {
  const { folder, budget, data } = order;
  const { paper, claim } = findClaim(order.claim);
  const precision = claim.engine?.precision;
  if (precision === undefined) throw new Error(`claim ${claim.slug} needs no engine`);
  const written = openReplayFolder(folder);
  const engine = await openRecorder(written, folder);
  const tools = { engine: { engine, precision }, states: null, data };
  const { run, seeds } = await compute(claim.plan(budget), order.place, tools);
  const { calls, graphs, ...rest } = written.finish();
  if (calls.length === 0) {
    throw new PlatformError("BAD_INPUT", "no engine took part in this run: nothing to replay");
  }
  const stored = toStored(order, run);
  const { text, digest } = formatReplay({
    ...{ format: "corollary-replay", version: REPLAY_VERSION, release: loadRelease(order.root) },
    ...{ paper: paper.slug, claim: claim.slug, claimDigest: claim.claimDigest },
    ...{ protocolDigest: claim.protocolDigest(budget), budget, run, seeds, stored },
    environment: environmentOf(engine, precision),
    runtime: { oldest: OLDEST_RUNTIME, threads: THREADS },
    ...{ ...rest, graphs, calls },
  });
  writeFileSync(join(folder, "expected.json"), text, { flag: "wx" });
  const differences = stored?.differences ?? [];
  return { graphs: graphs.length, calls: calls.length, digest, differences };
}

async function answer(order: RecordOrder): Promise<RecordAnswer> {
  try {
    return { recorded: await record(order) };
  } catch (error) {
    const refusal = toRefusal(error, order.folder);
    if (!(refusal instanceof PlatformError)) throw error;
    return { refused: { code: refusal.code, message: refusal.message } };
  }
}

process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(1));
process.once("message", (order: RecordOrder) => {
  answer(order)
    .then((told) => process.send?.(told, () => process.exit(0)))
    .catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
});
