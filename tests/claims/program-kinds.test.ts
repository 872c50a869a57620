/** What claims say of their programs decides which engine computes them. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/compute/engine/engines/engine.ts";
import { programKind } from "../../src/compute/engine/program-kind.ts";
import { findProject } from "../../src/config/root.ts";
import { papers } from "../../src/papers/index.ts";
import type { ClaimDefinition, PlannedRun } from "../../src/verification/claim-spec.ts";
import { contextOf } from "../../src/verification/run-tools.ts";
import { canRun } from "../support/can-run.ts";

const FOLDERS = [join(findProject(import.meta.url).root, ".corollary/datasets")];

class ReachedError extends Error {}

/** The kind of the first program that a run brings to its engine; nothing is computed. */
async function firstKind({ measure, setting, seed }: PlannedRun, claim: ClaimDefinition) {
  const kinds: string[] = [];
  const stop = (nodes: Parameters<typeof programKind>[0]) => {
    kinds.push(programKind(nodes));
    return Promise.reject(new ReachedError());
  };
  const engine: Engine = {
    name: "reference",
    facts: () => ({ name: "reference", device: "CPU", threads: 1, cpuFeatures: "", versions: [] }),
    probe: () => Promise.resolve({ available: true }),
    compileFunction: (_name, graph) => stop(graph.nodes),
    compileSteps: (graph) => stop(graph.body.nodes),
  };
  const precision = claim.engine?.precision ?? "float64";
  const tools = { engine: { engine, precision }, states: null, data: FOLDERS };
  try {
    await measure.run(setting, contextOf(seed, tools));
  } catch (error) {
    if (!(error instanceof ReachedError)) throw error;
  }
  return kinds[0];
}

function oneRunOfEachArm(claim: ClaimDefinition): PlannedRun[] {
  const plan = claim.plan("smoke").filter(({ control }) => control === null);
  return [...new Map(plan.map((run) => [run.arm, run])).values()];
}

const trained = papers.flatMap(({ claims }) => claims).filter(({ engine }) => engine !== null);

describe("the kind of program that a claim states", () => {
  describe.each(trained)("$slug", (claim) => {
    const lacking = claim.data.find((dataset) => dataset.locate(FOLDERS) === null);
    const isHere = canRun(
      `the programs of ${claim.slug}`,
      lacking === undefined,
      `\`npx corollary datasets fetch ${lacking?.name ?? ""}\``,
    );

    it.runIf(isHere)("is that of its programs", async () => {
      const kinds = [];
      for (const run of oneRunOfEachArm(claim)) kinds.push(await firstKind(run, claim));
      expect(new Set(kinds)).toEqual(new Set([claim.engine?.kind ?? "dense"]));
    });
  });

  it.each(["Conv2D", "BiasedConv2D", "Conv2DBackpropFilter", "AvgPool", "MaxPoolGrad"])(
    "is convolutional with %s",
    (kernel) => {
      expect(programKind([{ kernel: "Add" }, { kernel }])).toBe("convolutional");
    },
  );
});
