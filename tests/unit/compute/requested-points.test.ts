import { describe, expect, it } from "vitest";
import { blockTerms } from "../../../src/compute/measures/requested/block-terms.ts";
import type { DenseModelInput } from "../../../src/compute/measures/requested/dense-model.ts";
import { jacobianRank } from "../../../src/compute/measures/requested/jacobian-rank.ts";
import { localMinimumQuality } from "../../../src/compute/measures/requested/local-minimum-quality.ts";
import type { RequestedAnswer } from "../../../src/compute/measures/requested-measure.ts";
import type { PlatformError } from "../../../src/domain/errors.ts";
import {
  F1_DATA,
  F1_FOUR_UNITS,
  F2_BAD,
  F2_DATA,
  F2_NOT_CRITICAL,
  F2_SATURATED,
  F3_DATA,
  F3_NETWORK,
  reluUnits,
  tanhUnit,
} from "../../../src/papers/kawaguchi2019-depth-width/fixtures.ts";

const F2: DenseModelInput = { network: F2_BAD.network, data: F2_DATA };
const measure = (input: DenseModelInput) => localMinimumQuality.run(input) as RequestedAnswer;
const reasonOf = (answer: RequestedAnswer) => ("reason" in answer ? answer.reason : "");

describe("local-minimum-quality", () => {
  it("measures its example: loss, projection and rank of F2's worse minimum", () => {
    const { status, numbers } = measure(localMinimumQuality.example);
    expect(status).toBe("MEASURED");
    expect(numbers["loss"]).toBeCloseTo(1.3242635769632303, 14);
    expect(numbers["projection"]).toBeCloseTo(1.3242635769632303, 14);
    expect(numbers["rank"]).toBe(3);
  });

  it("says what every number means that it gives, and gives every number that it explains", () => {
    const { numbers } = measure(F2);
    expect(Object.keys(numbers).toSorted()).toEqual(
      Object.keys(localMinimumQuality.meanings).toSorted(),
    );
  });

  it("measures a flat local minimum of more parameters than numbers", () => {
    const answer = measure({ network: F1_FOUR_UNITS, data: F1_DATA });
    expect(answer).toMatchObject({ status: "MEASURED", numbers: { loss: 2.5, rank: 2 } });
  });

  it.each([
    ["a loss that is not squared error", { ...F2, loss: "cross-entropy" }, /cross-entropy/],
    [
      "outputs that are not linear",
      { ...F2, network: { ...F2.network, output: "tanh" as const } },
      /linear outputs/,
    ],
    [
      "targets that are all 0",
      { ...F2, data: { ...F2_DATA, targets: F2_DATA.targets.map(() => [0]) } },
      /targets are 0/,
    ],
    [
      "a point that is not stationary",
      { ...F2, network: F2_NOT_CRITICAL[0].network },
      /stationary/,
    ],
    ["a saturated unit", { ...F2, network: F2_SATURATED }, /saturated/],
    ["a sample on a kink", { network: reluUnits([1, 1, -1]), data: F1_DATA }, /kink/],
  ])("refuses %s with PRECONDITION_FAILED and the reason", (_, input, reason) => {
    const answer = measure(input);
    expect(answer.status).toBe("PRECONDITION_FAILED");
    expect(reasonOf(answer)).toMatch(reason);
  });

  it("refuses data with more outputs than the check allows", () => {
    const wide = Array.from({ length: 1001 }, () => 0.5);
    const network = { ...F2.network, weights: [[[1], [1]], [wide]] };
    const answer = measure({
      network,
      data: { ...F2_DATA, targets: F2_DATA.targets.map(() => wide) },
    });
    expect(answer.status).toBe("PRECONDITION_FAILED");
    expect(reasonOf(answer)).toBe(
      "There are 1001 outputs: the checks take at most 1000, of one sample.",
    );
  });

  it("refuses more samples than are decomposed as wrong input, with the limit", () => {
    const rows = <T>(row: T) => Array.from({ length: 1001 }, () => row);
    const data = { inputs: rows([1, 1]), targets: rows([1]) };
    expect(() => measure({ ...F2, data })).toThrow(
      expect.objectContaining({
        ...{ code: "BAD_INPUT", path: ["data", "inputs"] },
        message: expect.stringMatching(/1001 x 3 .* at most 1000 x 1000 .*: take fewer/) as string,
      }) as Error,
    );
  });

  it("is INCONCLUSIVE where the rank is not resolved, with both singular values", () => {
    const [w, b] = [1.6144927447798223, 0.875835112049511];
    const weights = [
      [
        [w, w * (1 + 3e-14)],
        [b, b],
      ],
      [[0.69297535391], [0.692975353912]],
    ];
    const answer = measure({ network: { activation: "tanh", weights }, data: F2_DATA });
    expect(answer.status).toBe("INCONCLUSIVE");
    expect(reasonOf(answer)).toMatch(/rank of J is not resolved: 4/);
  });

  it("is INCONCLUSIVE where numbers overflow, and gives none that JSON cannot carry", () => {
    const weights = [[[1e308], [1e308]], [[1e308]]];
    const answer = measure({ network: { activation: "identity", weights }, data: F2_DATA });
    expect(answer.status).toBe("INCONCLUSIVE");
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });

  it("does not let a point pass whose gradient is small because its slopes are", () => {
    const answer = measure({ ...F2, network: tanhUnit(6 / 5, 16, 8) });
    expect(answer.status).toBe("PRECONDITION_FAILED");
  });

  it.each([
    ["a matrix of the wrong height", { weights: [[[1]], [[1]]] }, ["network", "weights", 0]],
    ["too many outputs", { weights: [[[1], [1]], [[1, 1]]] }, ["network", "weights", 1]],
    ["rows of different lengths", { weights: [[[1], [1, 2]], [[1]]] }, ["network", "weights", 0]],
    ["a skip of the wrong shape", { ...F2.network, skip: [[1]] }, ["network", "skip"]],
  ])("says where %s stands", (_, network, path) => {
    const input = { ...F2, network: { activation: "tanh", ...network } } as DenseModelInput;
    try {
      measure(input);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "BAD_INPUT", path } satisfies Partial<PlatformError>);
    }
  });

  it("says that there is not one target for each sample", () => {
    const data = { ...F2_DATA, targets: F2_DATA.targets.slice(1) };
    expect(() => measure({ ...F2, data })).toThrow(/4 targets for 5 samples/);
  });
});

describe("block-terms", () => {
  it("gives rows of layer, unit and term in both orders", async () => {
    const { status, numbers } = await blockTerms.run(F2);
    expect(status).toBe("MEASURED");
    const [[, , hidden], [, , output]] = numbers["forward"] as [number[], number[]];
    expect(hidden).toBeCloseTo(1.31702472, 8);
    expect(output).toBeCloseTo(2.3587117, 7);
    expect((numbers["reverse"] as number[][]).map(([layer]) => layer)).toEqual([2, 1]);
  });

  it("refuses a point that is not stationary, and gives its terms all the same", async () => {
    const answer = await blockTerms.run({ network: F3_NETWORK, data: F3_DATA });
    expect(answer.status).toBe("PRECONDITION_FAILED");
    expect(answer.numbers["forward"]).toHaveLength(6);
  });

  it("is INCONCLUSIVE where two units are too close to each other", async () => {
    const [w, b] = [1.6144927447798223, 0.875835112049511];
    const weights = [
      [
        [w, w * (1 + 1e-9)],
        [b, b],
      ],
      [[0.69297535391], [0.692975353912]],
    ];
    const answer = await blockTerms.run({
      network: { activation: "tanh", weights },
      data: F2_DATA,
    });
    expect(answer.status).toBe("INCONCLUSIVE");
    expect(answer.numbers["conditioning"]).toBeLessThan(1e-9);
  });
});

describe("jacobian-rank", () => {
  it("gives the rank of F3 with its singular values, at a point that is no minimum", async () => {
    const { status, numbers } = await jacobianRank.run({
      ...{ network: F3_NETWORK, inputs: F3_DATA.inputs },
    });
    expect(status).toBe("MEASURED");
    expect(numbers["rank"]).toBe(12);
    expect(numbers["singularValues"]).toHaveLength(12);
    expect(numbers["lastSingular"]).toBeCloseTo(3.40844076e-3, 10);
  });

  it.each([
    [{ inputs: [[1, 2], [3]] }, "inputs: row 1 has 1 number, row 0 has 2: give rows of one length"],
    [
      { inputs: [[1, 2, 3]] },
      "network.weights[0]: it has 2 rows: give 3, one for each number that enters it",
    ],
  ])("names the place in its own input that does not fit: %j", (change, told) => {
    expect(() => jacobianRank.run({ ...jacobianRank.example, ...change })).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", message: told }),
    );
  });

  it("is INCONCLUSIVE where a higher threshold gives another rank", async () => {
    const weights = [
      [
        [1, 1 + 1e-13],
        [0.5, 0.5],
      ],
      [[1], [1]],
    ];
    const answer = await jacobianRank.run({
      ...{ network: { activation: "tanh", weights }, inputs: F2_DATA.inputs },
    });
    expect(answer.status).toBe("INCONCLUSIVE");
  });
});
