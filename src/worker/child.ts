/**
 * A process that computes. It has no database, no environment and no decorated code, so that Node
 * runs it unbuilt. It ends with its parent: when the channel closes, or, while a long computation
 * blocks this thread, by a watchdog in another one.
 */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { canonicalJson, sha256 } from "../domain/canonical.ts";
import { EXACT_ENVIRONMENT, plainEnvironment, type Environment } from "../domain/environment.ts";
import { PlatformError } from "../domain/errors.ts";
import type { ClaimDefinition, PlannedRun } from "../verification/claim-spec.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";
import { executeTogether, runKey } from "../verification/execute-run.ts";
import { groupsOf, withoutControls } from "../verification/plan.ts";
import { loadRelease } from "../verification/release.ts";
import { NO_TOOLS, type RunTools } from "../verification/run-tools.ts";
import type {
  ChildMessage,
  ComputeFolders,
  ComputeOrder,
  ParentMessage,
} from "./child-protocol.ts";

const KIBIBYTE = 1024;
const RELEASE_DIGITS = 16;

/** All that is needed to compute any run of the plan. */
interface Readiness {
  readonly plan: readonly PlannedRun[];
  readonly tools: RunTools;
  readonly environment: Environment;
}

function tell(message: ChildMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

function watchParent(parent: number): void {
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  const watchdog = new URL(`./watchdog${extension}`, import.meta.url);
  new Worker(watchdog, { workerData: { parent } }).unref();
}

async function loadClaim({ catalogue, claim: slug }: ComputeOrder): Promise<ClaimDefinition> {
  const { papers } = (await import(catalogue)) as { papers: readonly PaperDefinition[] };
  const claim = papers.flatMap(({ claims }) => claims).find((one) => one.slug === slug);
  if (claim !== undefined) return claim;
  throw new PlatformError("NOT_FOUND", `there is no claim "${slug}"`);
}

/** Asked once all code is loaded: evidence must not name a release that did not compute it. */
function assertWantedCode({ code }: ComputeOrder): void {
  if (code === null || canonicalJson(loadRelease(code.root)) === canonicalJson(code.release))
    return;
  const told = "the program was changed since this process started: stop it, and start it again";
  throw new PlatformError("VERIFICATION_FAILED", told);
}

/** Each release keeps its networks apart: another may train the same program to other numbers. */
function foldersOf({ folders, code }: ComputeOrder): ComputeFolders {
  if (folders.states === null || code === null) return folders;
  const release = sha256(canonicalJson(code.release)).slice(0, RELEASE_DIGITS);
  return { ...folders, states: join(folders.states, release) };
}

/** A long training is not hung while it keeps checkpoints: each is told. */
function heard(tools: RunTools): RunTools {
  const { states } = tools;
  if (states === null) return tools;
  return {
    ...tools,
    states: {
      load: states.load,
      async save(key, state) {
        await states.save(key, state);
        await tell({ kind: "kept" });
      },
    },
  };
}

async function makeReady(order: ComputeOrder): Promise<Readiness> {
  const claim = await loadClaim(order);
  const whole = claim.plan(order.budget);
  const plan = order.isSecond ? withoutControls(whole) : whole;
  if (claim.engine === null) {
    assertWantedCode(order);
    const tools = { ...NO_TOOLS, data: order.folders.data };
    const isExact = claim.evidenceKind === "EXACT";
    const environment = isExact ? EXACT_ENVIRONMENT : plainEnvironment(process.versions.node);
    return { plan, tools, environment };
  }
  if (order.engine === null) {
    throw new Error(`claim ${claim.slug} needs an engine, and the order names none`);
  }
  // Native libraries are loaded for the claims that need them.
  const { openTools } = await import("./open-tools.ts");
  const opened = await openTools(order.engine, claim.engine, foldersOf(order));
  assertWantedCode(order);
  return { plan, environment: opened.environment, tools: heard(opened.tools) };
}

/** The whole group is computed, whichever of its runs are wanted: see `Measure.runTogether`. */
async function compute({ plan, tools }: Readiness, places: readonly number[]): Promise<void> {
  const group = groupsOf(plan).find((one) => places.every((place) => one.includes(place)));
  if (group === undefined) throw new Error(`the plan has no group of the runs ${places.join()}`);
  const start = performance.now();
  const planned = group.map((place) => plan[place]).filter((one) => one !== undefined);
  const computed = await executeTogether(planned, tools);
  const outputs = computed.filter((_, index) => places.includes(group[index] ?? -1));
  const durationMs = (performance.now() - start) / outputs.length;
  const peakMemoryBytes = process.resourceUsage().maxRSS * KIBIBYTE;
  await tell({ kind: "runs", outputs, durationMs, peakMemoryBytes });
}

let ready: Readiness | null = null;

async function heed(message: ParentMessage): Promise<void> {
  if (message.kind === "end") process.exit(0);
  if (message.kind === "compute") {
    if (ready === null) throw new Error("asked to compute before it was ready");
    await compute(ready, message.places);
    return;
  }
  if (ready === null) watchParent(message.parent);
  ready = await makeReady(message);
  const { environment, plan } = ready;
  await tell({ kind: "ready", environment, plan: plan.map(runKey), groups: groupsOf(plan) });
}

// Ctrl-C reaches the whole process group; what happens to a computation is its parent's decision.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(1));
process.on("message", (message: ParentMessage) => {
  heed(message).catch(async (error: unknown) => {
    if (!(error instanceof PlatformError)) {
      console.error(error);
      process.exit(1);
    }
    await tell({ kind: "refused", code: error.code, message: error.message });
    process.exit(0);
  });
});
