import { describe, expect, it } from "vitest";
import {
  allAssignments,
  CUTS,
  dataStream,
  sampleAssignments,
  sidesOf,
} from "../../src/compute/measures/conv-ac/cut.ts";
import { evaluateMatrix, type GridPoints } from "../../src/compute/measures/conv-ac/evaluate.ts";
import { gridSizes } from "../../src/compute/measures/conv-ac/geometry.ts";
import { convAc, type ConvAcNetwork } from "../../src/compute/measures/conv-ac/network.ts";
import { drawWeights } from "../../src/compute/measures/conv-ac/weights.ts";
import { PrimeField } from "../../src/compute/numerics/prime-field.ts";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";
import { referenceOutput } from "../support/exact-reference.ts";

/** A small network with every choice of convention drawn. */
function randomNetwork(random: RandomStream): ConvAcNetwork {
  const pick = <T>(choices: readonly T[]): T => choices[random.below(choices.length)] as T;
  const [height, width] = [1 + random.below(3), 1 + random.below(5)];
  const layers = Array.from({ length: 1 + random.below(2) }, () => {
    const stride = 1 + random.below(2);
    return [stride + random.below(3), stride, 1 + random.below(3)] as const;
  });
  const open = convAc(height, width, 2 + random.below(2), layers);
  const { height: h = 1, width: w = 1 } = gridSizes(open).at(-1) ?? {};
  const global = Math.max(h, w);
  return {
    ...convAc(height, width, open.templates, [...layers, [global, global, 1 + random.below(2)]]),
    templateMatrix: pick(["identity", "random"] as const),
    biases: pick([true, false]),
    pooling: pick(["product", "product", "sum"] as const),
    conventions: {
      windows: pick(["start", "centred"] as const),
      border: pick(["skip", "zero"] as const),
      sharing: pick(["per-position", "one-matrix"] as const),
    },
  };
}

function entriesThatDiffer(network: ConvAcNetwork, points: GridPoints, prime: number): number {
  const field = new PrimeField(prime);
  const weights = drawWeights(network, field, 5);
  const { entries, columns } = evaluateMatrix(network, weights, points, field);
  return entries.filter((entry, index) => {
    const point = new Array<number>(network.height * network.width).fill(0);
    const [row, column] = [Math.floor(index / columns), index % columns];
    points.sides.rows.forEach((pixel, at) => (point[pixel] = points.rows[row]?.[at] ?? 0));
    points.sides.columns.forEach((pixel, at) => (point[pixel] = points.columns[column]?.[at] ?? 0));
    return BigInt(entry) !== referenceOutput(network, weights, point, BigInt(prime));
  }).length;
}

describe("the grid evaluation", () => {
  it("equals the definition on 120 random networks, whatever the convention and the cut", () => {
    const random = new RandomStream(1, PURPOSES.data, 7);
    const wrong: string[] = [];
    for (let round = 0; round < 120; round += 1) {
      const network = randomNetwork(random);
      const sides = sidesOf(CUTS[round % CUTS.length] ?? "left-right", network);
      const side = (pixels: readonly number[], stream: 0 | 1) => {
        const count = Math.min(network.templates ** pixels.length, 9);
        return sampleAssignments(
          network.templates,
          pixels.length,
          count,
          dataStream(round, stream),
        );
      };
      const points = { sides, rows: side(sides.rows, 0), columns: side(sides.columns, 1) };
      const differing = entriesThatDiffer(network, points, round % 2 === 0 ? 2147483629 : 67108859);
      if (differing > 0) wrong.push(`${differing} entries of ${JSON.stringify(network)}`);
    }
    expect(wrong).toEqual([]);
  });

  it("equals the definition on a full matrix", () => {
    const network = convAc(2, 3, 3, [
      [2, 1, 3],
      [3, 3, 1],
    ]);
    const sides = sidesOf("left-right", network);
    const points = { sides, rows: allAssignments(3, 2), columns: allAssignments(3, 4) };
    expect(entriesThatDiffer(network, points, 2147483629)).toBe(0);
  });
});

describe("assignments", () => {
  it("of a side are all of them, the first pixel slowest", () => {
    const digits = allAssignments(3, 2).map((assignment) => assignment.join(""));
    expect(digits).toEqual(["00", "01", "02", "10", "11", "12", "20", "21", "22"]);
  });

  it("are drawn without repetition: 80 of 81 are 80 different ones", () => {
    const drawn = sampleAssignments(3, 4, 80, dataStream(1, 0));
    expect(new Set(drawn.map((assignment) => assignment.join(""))).size).toBe(80);
  });
});

describe("cuts of a 2 x 4 grid", () => {
  it.each([
    ["left-right", [0, 1, 4, 5]],
    ["top-bottom", [0, 1, 2, 3]],
    ["even-columns", [0, 2, 4, 6]],
    ["checkerboard", [0, 2, 5, 7]],
  ] as const)("%s", (cut, rows) => {
    const sides = sidesOf(cut, { height: 2, width: 4 });
    expect(sides.rows).toEqual(rows);
    expect([...sides.rows, ...sides.columns].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
