import { beforeAll, describe, expect, it } from "vitest";
import { runKernel } from "../../src/compute/engine/backend.ts";
import type { HostData } from "../../src/compute/engine/engines/engine.ts";
import { poolOf, type Pooling } from "../../src/compute/engine/ops/pooling.ts";
import { forEachTap } from "../../src/compute/engine/ops/windows.ts";
import type { FunctionProgram } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import { RandomStream } from "../../src/compute/numerics/threefry.ts";
import { runOn } from "../support/engine-families.ts";
import { ENGINES_HERE } from "../support/engines-here.ts";

const POOLS: Readonly<Record<string, Pooling>> = {
  "windows that touch": { filterSize: 2, strides: 2, pad: "valid" },
  "windows of one row": { filterSize: [1, 2], strides: [1, 2], pad: "valid" },
  "windows that overlap": { filterSize: 2, strides: 1, pad: "valid" },
  "windows of one pixel": { filterSize: 1, strides: 1, pad: "valid" },
  "large windows with a border": { filterSize: 3, strides: 1, pad: "same" },
  "windows with a border of their own": {
    ...{ filterSize: 2, strides: 2 },
    pad: [
      [0, 0],
      [1, 1],
      [0, 0],
      [0, 0],
    ],
  },
};

const IMAGES = [12, 4, 4, 2];
const SIZE = 12 * 4 * 4 * 2;
const STRANGE = [NaN, Infinity, -Infinity];

/** Small numbers, and in the later half strange ones; whole images of one of them at last. */
function imagesOf(): Float64Array {
  const random = new RandomStream(1, 5, 0);
  return Float64Array.from({ length: SIZE }, (_, index) => {
    const image = Math.floor(index / 32);
    const isStrange = image >= 5 && (image >= 9 || random.below(5) < 2);
    return isStrange ? (STRANGE[image % 3] ?? 0) : random.below(4) - 1.5;
  });
}

function program(pool: Pooling): FunctionProgram {
  return {
    ...{ name: "pools", inputs: { x: { shape: IMAGES } } },
    run(tf, { x }) {
      if (x === undefined) throw new Error("there is one input");
      const [y = x] = runKernel("MaxPool", [x], pool);
      const numbers = tf.reshape(tf.range(1, SIZE + 1, 1), IMAGES);
      const [picked = x] = runKernel("MaxPool", [x, numbers], pool);
      const dy = tf.reshape(tf.range(1, y.size + 1, 1), y.shape);
      const [gradient = x] = runKernel("MaxPoolGrad", [dy, x, y], pool);
      return { y, picked, gradient };
    },
  };
}

/** For each window the elements that it sees. */
function windowsOf(pool: Pooling): number[][] {
  const { axes, output } = poolOf("MaxPool", IMAGES, pool);
  const size = output.reduce((product, length) => product * length, 1);
  const windows = Array.from({ length: size }, (): number[] => []);
  forEachTap(IMAGES[0] ?? 1, axes, (to, from) => {
    for (const channel of [0, 1]) windows[2 * to + channel]?.push(2 * from + channel);
  });
  return windows;
}

/** By the definition: NaN where there is one, else the first of the largest. */
function wanted(x: Float64Array, window: readonly number[]) {
  const elements = window.map((place) => x[place] ?? 0);
  const largest = Math.max(...elements);
  return { largest, place: window[elements.indexOf(largest)] ?? NaN };
}

const x = imagesOf();
const cases = ENGINES_HERE.flatMap((engine) =>
  (["float64", "float32"] as const).flatMap((precision) =>
    Object.keys(POOLS).map((name) => [name, engine, precision] as const),
  ),
);

describe.each(cases)("the largest of %s on %s in %s", (name, engine, precision) => {
  const pool = POOLS[name] as Pooling;
  const windows = windowsOf(pool);
  let made: Record<string, HostData> = {};

  beforeAll(async () => {
    made = await runOn(engine, precision, traceFunction(program(pool)), { x });
  });

  it("is NaN where a window holds one, and nowhere else", () => {
    expect(Array.from(made["y"] ?? [])).toEqual(windows.map((one) => wanted(x, one).largest));
  });

  it("picks from another array what stands in its place, NaN where it is NaN", () => {
    const places = windows.map((one) => wanted(x, one).place + 1);
    expect(Array.from(made["picked"] ?? [])).toEqual(places);
  });

  it("has the gradient in its place; of NaN it is NaN at an element of the window", () => {
    const gradient = Array.from(made["gradient"] ?? []);
    const sums = new Float64Array(SIZE);
    const uncertain = new Set<number>();
    windows.forEach((one, index) => {
      const { place } = wanted(x, one);
      if (!Number.isNaN(place)) sums[place] = (sums[place] ?? 0) + index + 1;
      else one.forEach((element) => uncertain.add(element));
    });
    const isSpoilt = windows.map((one) => one.some((place) => Number.isNaN(gradient[place])));
    windows.forEach((one, index) => {
      if (Number.isNaN(wanted(x, one).place)) expect(isSpoilt[index]).toBe(true);
    });
    const certain = gradient.map((element, place) => (uncertain.has(place) ? null : element));
    expect(certain).toEqual(
      Array.from(sums, (element, place) => (uncertain.has(place) ? null : element)),
    );
  });
});
