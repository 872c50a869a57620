import { describe, expect, it } from "vitest";
import {
  averagePool2x2,
  scaleToUnit,
  selection,
  take,
} from "../../../../src/compute/datasets/index.ts";
import { RandomStream } from "../../../../src/compute/numerics/threefry.ts";

describe("a selection", () => {
  it("is the first entries of the permutation that the seed draws for data", () => {
    const whole = new RandomStream(3, 5, 0).permutation(50);
    expect([...selection(3, 7, 50)]).toEqual([...whole.slice(0, 7)]);
  });

  it("takes nothing twice, and everything when all are asked for", () => {
    const all = [...selection(1, 1000, 1000)].toSorted((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 1000 }, (_, at) => at));
  });

  it("is the same for the same seed and another for another", () => {
    expect(selection(4, 20, 60_000)).toEqual(selection(4, 20, 60_000));
    expect(selection(4, 20, 60_000)).not.toEqual(selection(5, 20, 60_000));
  });

  it.each([11, -1, Number.NaN])("of %d from 10 is refused", (size) => {
    expect(() => selection(0, size, 10)).toThrow(`a selection of ${size} from 10 cannot be drawn`);
  });
});

describe("taking samples", () => {
  const samples = { images: Uint8Array.of(1, 2, 3, 4, 5, 6), labels: Uint8Array.of(7, 8, 9) };

  it("keeps images and labels together, in the order asked for", () => {
    const taken = take(samples, [2, 0, 2]);
    expect([...taken.images]).toEqual([5, 6, 1, 2, 5, 6]);
    expect([...taken.labels]).toEqual([9, 7, 9]);
  });

  it.each([3, -1, 0.5])("refuses position %d of 3", (position) => {
    expect(() => take(samples, [position])).toThrow(`there is no sample ${position} of 3`);
  });
});

describe("scaling to [0, 1]", () => {
  it("gives the float32 nearest to v / 255 for every byte", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
    const expected = [...bytes].map((value) => Math.fround(value / 255));
    expect([...scaleToUnit(bytes)]).toEqual(expected);
    expect(expected[255]).toBe(1);
  });
});

describe("averages over 2 x 2 pixels", () => {
  it("are the sum of the four bytes over 1020, block by block, image by image", () => {
    const first = [0, 255, 4, 4, 255, 255, 4, 5];
    const second = [1, 0, 0, 0, 0, 0, 0, 255];
    const pooled = averagePool2x2(Uint8Array.from([...first, ...second]), [2, 4, 1]);
    expect([...pooled]).toEqual([765 / 1020, 17 / 1020, 1 / 1020, 255 / 1020].map(Math.fround));
  });

  it("do not mix neighbouring blocks of a taller image", () => {
    const rows = [
      [1, 1, 2, 2],
      [1, 1, 2, 2],
      [3, 3, 4, 4],
      [3, 3, 4, 4],
    ];
    const pooled = averagePool2x2(Uint8Array.from(rows.flat()), [4, 4, 1]);
    expect([...pooled]).toEqual([1, 2, 3, 4].map((mean) => Math.fround(mean / 255)));
  });

  it.each([
    [[3, 4, 1], 12],
    [[4, 3, 1], 12],
    [[4, 4, 1], 24],
  ] as const)("refuse images of %j in %d bytes", (shape, length) => {
    expect(() => averagePool2x2(new Uint8Array(length), shape)).toThrow(/no images of/);
  });
});
