/**
 * Claims that exist for tests of the platform alone: small, slow, broken or huge on purpose. Plain
 * code without decorators, so that a computing process loads this file as it is.
 */
import type { Measure } from "../../src/compute/measures/measure.ts";
import {
  arm,
  condition,
  CONCLUSIONS,
  defineClaim,
  definePaper,
} from "../../src/verification/index.ts";
import type { ClaimDefinition } from "../../src/verification/index.ts";
import { awaitGate } from "./gate.ts";

interface Setting {
  /** What the measure gives; the claim says that it is at least 10. */
  readonly value: number;
  readonly quantities?: number;
  /** What happens when the seed is this one. */
  readonly atSeed?: number;
  readonly then?: "die" | "wait" | "hang" | "throw" | "not-a-number";
}

/** What waits or hangs first says so at the test's gate and stays until it is opened. */
async function misbehave(then: Setting["then"], seed: number): Promise<void> {
  if (then === "die") process.kill(process.pid, "SIGKILL");
  if (then === "throw") throw new Error(`broken on purpose at seed ${seed}`);
  if (then === "wait" || then === "hang") await awaitGate(import.meta.url);
  if (then === "hang") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const scratch: Measure<Setting, "amount"> = {
  name: "scratch",
  quantities: { amount: { unit: null, meaning: "a number that a test chooses" } },
  problems: () => [],
  async run(setting, { seed }) {
    const acts = setting.atSeed === undefined || setting.atSeed === seed;
    if (acts) await misbehave(setting.then, seed);
    const lost = acts && setting.then === "not-a-number";
    const more: [string, number][] = Array.from(
      { length: (setting.quantities ?? 1) - 1 },
      (_, index) => [`value ${index}`, Math.sin(index + 1) * 10 ** ((index % 600) - 300)],
    );
    return {
      quantities: { ...Object.fromEntries(more), amount: lost ? Number.NaN : setting.value },
      certificate: { name: "working", content: { seed, value: setting.value } },
    };
  },
};

function scratchClaim(slug: string, setting: Omit<Setting, "value">, seeds = [1, 2, 3]) {
  return defineClaim({
    slug,
    title: `Scratch claim ${slug}`,
    kind: "ARITHMETIC",
    evidenceKind: "EXACT",
    source: { locator: "none", version: "1" },
    statement: "The amount is at least 10.",
    formula: "a \\ge 10",
    provenance: [{ of: "statement", provenance: "DERIVED" }],
    hypotheses: [],
    limits: [],
    deviations: [],
    protocol: () => ({
      arms: { main: arm(scratch, { value: 20, ...setting }) },
      seeds,
      thresholds: { least: 10 },
    }),
    check: ({ main }, { least }) =>
      main.values.amount.map((measured, index) =>
        condition({
          name: `amount ${index}`,
          role: "claim",
          quantity: "amount",
          measured,
          relation: "atLeast",
          threshold: least,
          ifFails: CONCLUSIONS.notSupported,
        }),
      ),
    controls: [
      {
        name: "too-small",
        because: "an amount of 5 is not at least 10",
        mustFail: "amount 0",
        changes: () => ({ arms: { main: arm(scratch, { value: 5 }) } }),
      },
    ],
    figures: ({ main }) => [
      {
        name: "amounts",
        title: "Amounts",
        spec: { mark: "point", data: { values: main.values.amount.map(({ value }) => value) } },
      },
    ],
  });
}

/** Six runs: the control's three, then the claim's own. */
export const steady = scratchClaim("scratch-steady", {});
export const other = scratchClaim("scratch-other", {}, [4, 5]);
/** Waits at its last seed until a test opens the gate. */
export const waiting = scratchClaim("scratch-waiting", { atSeed: 3, then: "wait" });
/** Blocks its thread for ever. */
export const hanging = scratchClaim("scratch-hanging", { atSeed: 2, then: "hang" });
export const killing = scratchClaim("scratch-killing", { atSeed: 3, then: "die" });
export const throwing = scratchClaim("scratch-throwing", { atSeed: 2, then: "throw" });
export const notANumber = scratchClaim("scratch-nan", { atSeed: 2, then: "not-a-number" });
export const huge = scratchClaim("scratch-huge", { quantities: 9_000 }, [1]);

const claims: readonly ClaimDefinition[] = [
  ...[steady, other, waiting, hanging, killing, throwing, notANumber, huge],
];

export const papers = [
  definePaper({
    slug: "scratch2026-tests",
    title: "Claims for tests",
    authors: ["Nobody"],
    venue: "none",
    year: 2026,
    arxivId: null,
    doi: null,
    versionRead: "1",
    summary: "Claims that exist for tests of the platform alone.",
    claims,
  }),
  definePaper({
    slug: "empty2026-tests",
    title: "A paper without claims",
    authors: ["Nobody"],
    venue: "none",
    year: 2026,
    arxivId: null,
    doi: null,
    versionRead: "1",
    summary: "It has none yet.",
    claims: [],
  }),
];
