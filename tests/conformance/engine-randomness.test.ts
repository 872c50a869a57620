import { describe, expect, it } from "vitest";
import { uniformFloats } from "../../src/compute/engine/random.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import type { EngineName, Precision } from "../../src/domain/engine-name.ts";
import { PURPOSES, threefry } from "../../src/compute/numerics/threefry.ts";
import { engineHere, NATIVE_PRECISIONS } from "../support/engines-here.ts";

interface Drawing {
  readonly seeds: readonly number[];
  readonly step: number;
  readonly layer?: number;
  readonly shape: readonly number[];
  readonly purpose?: number;
}

const ON = [["reference", "float64"] as const, ...NATIVE_PRECISIONS];

/** One seed: a scalar. */
function traceDrawing({ seeds, layer = 0, shape, purpose = PURPOSES.dropout }: Drawing) {
  return traceFunction({
    name: "drawing",
    inputs: {
      seed: { shape: seeds.length === 1 ? [] : [seeds.length], type: "uint32" },
      step: { shape: [], type: "uint32" },
    },
    run: (_tf, { seed, step }) => {
      if (seed === undefined || step === undefined) throw new Error("inputs are there");
      return { drawn: uniformFloats({ seed, step }, { purpose: purpose as 3, layer, shape }) };
    },
  });
}

async function draw([engine, precision]: readonly [EngineName, Precision], drawing: Drawing) {
  const loaded = await engineHere(engine);
  const executable = await loaded.compileFunction("drawing", traceDrawing(drawing), precision);
  const { seeds, step } = drawing;
  const inputs = { seed: Uint32Array.from(seeds), step: Uint32Array.of(step) };
  const { drawn } = await executable.run(inputs);
  await executable.dispose();
  return Array.from(drawn ?? []);
}

/** The top 24 bits of the published words. */
const top = (word: number) => Math.floor(word / 256) / 2 ** 24;

describe.each(ON)("uniform numbers in programs, on %s in %s", (...on) => {
  it("are the published words of key and counter 0", async () => {
    const drawn = await draw(on, { seeds: [0], step: 0, shape: [2], purpose: 0 });
    expect(drawn).toEqual([top(0x6b200159), top(0x99ba4efe)]);
  });

  it("are those of the generator for seeds, layers and steps up to the largest", async () => {
    const seeds = [0xffffffff, 0x13198a2e];
    const [layer, step] = [255, 2 ** 24 - 1];
    const drawn = await draw(on, { seeds, step, layer, shape: [2, 3] });
    const expected = seeds.flatMap((seed) => {
      const [first, second] = [0, 1].map((index) => threefry([seed, 3], [index, 0xffffffff]));
      return [...(first ?? []), second?.[0] ?? NaN].map(top);
    });
    expect(drawn).toEqual(expected);
  });

  it("of several seeds are those of each seed alone", async () => {
    const together = await draw(on, { seeds: [5, 6], step: 9, layer: 1, shape: [2, 5, 3] });
    const first = await draw(on, { seeds: [5], step: 9, layer: 1, shape: [5, 3] });
    const second = await draw(on, { seeds: [6], step: 9, layer: 1, shape: [5, 3] });
    expect(together).toEqual([...first, ...second]);
  });
});

describe("a drawing that cannot be", () => {
  it("is refused with both shapes where seeds and parts differ in number", () => {
    const drawing = { seeds: [1, 2, 3], step: 0, shape: [2, 5] };
    expect(() => traceDrawing(drawing)).toThrow(/\[2, 5\].*seed uint32 \[3\]/);
  });

  it("is refused beyond 256 draws a step: their streams would be those of other steps", () => {
    expect(() => traceDrawing({ seeds: [1], step: 0, layer: 256, shape: [2] })).toThrow("256");
  });
});
