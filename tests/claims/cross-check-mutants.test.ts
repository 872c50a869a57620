import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Engine } from "../../src/compute/engine/engines/engine.ts";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import { openStateStore, type StateStore } from "../../src/compute/training/state-store.ts";
import type { Environment } from "../../src/domain/environment.ts";
import { enginesAgree, type RunRecord } from "../../src/domain/evidence-record.ts";
import { papers } from "../../src/papers/index.ts";
import type { ClaimDefinition } from "../../src/verification/claim-spec.ts";
import { executeTogether } from "../../src/verification/execute-run.ts";
import { groupsOf, withoutControls } from "../../src/verification/plan.ts";
import { environmentOf } from "../../src/worker/open-tools.ts";
import { withWrongKernel } from "../support/wrong-engine.ts";

/** Trainings of five seeds, for real. */
const PATIENCE_MS = 10 * 60_000;

const home = mkdtempSync(join(tmpdir(), "corollary-engines-"));
afterAll(() => {
  rmSync(home, { recursive: true });
});

function claimNamed(slug: string): ClaimDefinition {
  const claim = papers.flatMap(({ claims }) => claims).find((one) => one.slug === slug);
  if (claim === undefined) throw new Error(`there is no claim ${slug}`);
  return claim;
}

/** The claim's own runs at smoke; a network that was trained before is not trained again. */
async function ownRuns(claim: ClaimDefinition, engine: Engine, states: StateStore | null) {
  const precision = claim.engine?.precision ?? "float64";
  const tools = { engine: { engine, precision }, states, data: [] };
  const plan = withoutControls(claim.plan("smoke"));
  const runs: RunRecord[] = [];
  for (const group of groupsOf(plan)) {
    const outputs = await executeTogether(
      group.flatMap((place) => plan[place] ?? []),
      tools,
    );
    runs.push(...outputs.map(({ record }) => record));
  }
  return runs;
}

const DISAGREE = ["INCONCLUSIVE", "ENGINES_DISAGREE"] as const;
const INSTRUMENT_OFF = ["INVALID", "IMPLEMENTATION_CHECK_FAILED"] as const;

/** What is wrong: the steps of trainings, or what is asked of trained networks. At smoke no trend has a verdict. */
const MUTANTS = [
  ["dw-emp-width", { where: "steps", from: "Sub", to: "Add" }, DISAGREE],
  ["dw-emp-width", { where: "steps", from: "RealDiv", to: "Multiply" }, DISAGREE],
  ["dw-emp-width-mnist", { where: "steps", from: "Sub", to: "Add" }, DISAGREE],
  ["k1-gap", { where: "functions", from: "ArgMax", to: "ArgMin" }, INSTRUMENT_OFF],
  ["k4-sharp-magnitude", { where: "functions", from: "Log", to: "Sqrt" }, DISAGREE],
] as const;

it.each(MUTANTS)(
  "%s is not decided beside an engine that is wrong (%j), with the numbers of both",
  async (slug, wrong, found) => {
    const claim = claimNamed(slug);
    const engine = await loadEngine("onnx-cpu", { threads: 1 });
    const precision = claim.engine?.precision ?? "float64";
    const environment: Environment = { ...environmentOf(engine, precision), engine: "mutant" };
    const states = openStateStore(home);
    const first = await ownRuns(claim, engine, states);
    const second = await ownRuns(
      claim,
      withWrongKernel(engine, wrong),
      wrong.where === "steps" ? null : states,
    );
    const beside = engine.name;
    const alone = claim.decide("smoke", first);
    const agreeing = claim.decide("smoke", first, { environment, runs: first, beside });
    expect(agreeing.crossCheck && enginesAgree(agreeing.checks, agreeing.crossCheck)).toBe(true);
    expect([agreeing.verdict, agreeing.reasonCode]).toEqual([alone.verdict, alone.reasonCode]);
    const { verdict, reasonCode, crossCheck } = claim.decide("smoke", first, {
      ...{ environment, runs: second, beside },
    });
    expect([verdict, reasonCode]).toEqual(found);
    expect(crossCheck?.runs).toEqual(second);
    expect(crossCheck?.disagreements[0]?.difference).not.toBe(0);
  },
  PATIENCE_MS,
);
