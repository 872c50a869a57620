import { expect, it, vi } from "vitest";
import type { HostData } from "../../src/compute/engine/engines/engine.ts";
import { prefixed } from "../../src/compute/engine/names.ts";
import { traceStep } from "../../src/compute/engine/trace.ts";
import type { EngineName, Precision } from "../../src/domain/engine-name.ts";
import { differenceOf } from "../support/engine-differences.ts";
import { engineHere, NATIVE_ENGINES } from "../support/engines-here.ts";
import { fuzzInputs, fuzzStep } from "../support/fuzz-step.ts";

// A GPU takes a second or more for the first step of each program.
vi.setConfig({ testTimeout: 600_000 });

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);
async function runOn(name: EngineName, precision: Precision) {
  const engine = await engineHere(name);
  const results: Record<string, HostData>[] = [];
  for (const seed of SEEDS) {
    const executable = await engine.compileSteps(traceStep(fuzzStep(seed)), precision);
    const { state, metrics } = await executable.run(fuzzInputs(seed));
    await executable.dispose();
    results.push({ ...prefixed("state", state), ...metrics });
  }
  return results;
}

const ROWS = NATIVE_ENGINES.flatMap((engine) => [
  { engine, precision: "float64" as const, relative: 1e-11 },
  { engine, precision: "float32" as const, relative: 1e-3 },
]);

it.each(ROWS)("random steps go where the reference goes on $engine in $precision", async (row) => {
  const exact = await runOn("reference", "float64");
  const native = await runOn(row.engine, row.precision);
  const differences = SEEDS.flatMap((seed) =>
    Object.entries(exact[seed] ?? {}).flatMap(([name, wanted]) => {
      const tolerance = { relative: row.relative, magnitude: 1 };
      const told = differenceOf(native[seed]?.[name], wanted, tolerance);
      return told === null ? [] : [`${seed} ${name}: ${told}`];
    }),
  );
  expect(differences).toEqual([]);
});
