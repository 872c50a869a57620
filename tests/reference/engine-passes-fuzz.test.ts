import { expect, it } from "vitest";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import type { Data } from "../../src/compute/engine/graph.ts";
import { prefixed } from "../../src/compute/engine/names.ts";
import { batchNorms } from "../../src/compute/engine/passes/batch-norms.ts";
import { simplifyStep } from "../../src/compute/engine/passes/index.ts";
import { pooledGradients } from "../../src/compute/engine/passes/pooled-gradients.ts";
import { traceStep } from "../../src/compute/engine/trace.ts";
import { differencesOf } from "../support/engine-differences.ts";
import { fuzzInputs, fuzzStep } from "../support/fuzz-step.ts";

/** Three times as many as engines are asked for: a program takes 15 milliseconds here. */
const SEEDS = Array.from({ length: 120 }, (_, seed) => seed);

/** What the first step is given, by names in its graph. */
function firstInputs(seed: number): Record<string, Data> {
  const { state, constants, perStep } = fuzzInputs(seed);
  const rate = perStep["rate"]?.slice(0, 1) as Float64Array;
  const fixed = { ...prefixed("state", state), ...prefixed("constant", constants) };
  return { ...fixed, "step/rate": rate };
}

it.each(["float32", "float64"] as const)(
  "a random step goes where it goes without passes: those for %s",
  (precision) => {
    const differences = SEEDS.flatMap((seed) => {
      const step = traceStep(fuzzStep(seed));
      const simple = pooledGradients.apply(batchNorms.apply(simplifyStep(step, precision).body));
      const [is, wanted] = [simple, step.body].map((graph) => interpret(graph, firstInputs(seed)));
      const pair = [is ?? {}, wanted ?? {}] as const;
      const told = differencesOf("", pair, { relative: 1e-13, magnitude: 1 });
      return told === null ? [] : [`${seed}: ${told}`];
    });
    expect(differences).toEqual([]);
  },
);
