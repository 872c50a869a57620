import { describe, expect, it } from "vitest";
import { checkCertificate } from "../../../src/compute/certificates/index.ts";
import { classicalBoundOf } from "../../../src/compute/measures/requested/classical-bound.ts";
import { reluMinimaOf } from "../../../src/compute/measures/requested/relu-minima.ts";

const { example: s1 } = classicalBoundOf;

describe("classical-bound of a user's network", () => {
  it("measures S1: its loss is that of linear regression", async () => {
    const { status, numbers } = await classicalBoundOf.run(s1);
    expect(status).toBe("MEASURED");
    expect(numbers["loss"]).toBeCloseTo(7 / 40, 14);
    expect(numbers).toMatchObject({ leastUnits: 1, units: [[1]] });
  });

  it.each([
    {
      name: "without a linear unit",
      change: { network: { activation: "relu", weights: [[[0], [-1]], [[1]]] } },
      status: "PRECONDITION_FAILED",
      reason: /^A layer has 0 units that are linear/,
    },
    {
      name: "that is not stationary",
      change: { network: { activation: "relu", weights: [[[1], [4]], [[1]]] } },
      status: "PRECONDITION_FAILED",
      reason: /^The point is not stationary in A and C/,
    },
    {
      name: "at a saddle",
      change: { network: { activation: "identity", weights: [[[0], [0]], [[0]]] } },
      status: "INCONCLUSIVE",
      reason: /another loss than that of every minimum/,
    },
    {
      name: "with another loss",
      change: { loss: "cross-entropy" },
      status: "PRECONDITION_FAILED",
      reason: /^The loss is "cross-entropy"/,
    },
    {
      name: "whose targets are 0",
      change: { data: { ...s1.data, targets: s1.data.targets.map(() => [0]) } },
      status: "PRECONDITION_FAILED",
      reason: /^All targets are 0/,
    },
    {
      name: "whose targets have squares below the least double",
      change: { data: { ...s1.data, targets: s1.data.targets.map(() => [1e-200]) } },
      status: "PRECONDITION_FAILED",
      reason: /^All targets are 0, or their squares/,
    },
  ] as const)("says why of one $name", async ({ change, status, reason }) => {
    const answer = await classicalBoundOf.run({ ...s1, ...change });
    expect(answer).toMatchObject({ status, reason: expect.stringMatching(reason) as string });
  });

  it("takes features of a layer that there is alone", () => {
    expect(() => classicalBoundOf.run({ ...s1, from: 2 })).toThrow("from: 2 is no layer");
  });

  it("of the last hidden layer asks for no linear units", async () => {
    const { status, numbers } = await classicalBoundOf.run({ ...s1, from: 1 });
    expect(status).toBe("MEASURED");
    expect(numbers["units"]).toEqual([]);
  });
});

const { example: f1 } = reluMinimaOf;

describe("relu-minima of a user's data", () => {
  it("refuses losses that no double holds", async () => {
    const huge = [1e300, 1, 2];
    const inputs = [
      [1e300, 1],
      [-1e300, 1],
      [2, 1],
    ];
    const answer = await reluMinimaOf.run({ inputs, targets: huge, units: 1 });
    const reason = expect.stringMatching(/beyond the largest double/) as string;
    expect(answer).toMatchObject({ status: "PRECONDITION_FAILED", reason });
  });

  it("finds the five values of F1, with a certificate of the least", async () => {
    const { status, numbers, certificate } = await reluMinimaOf.run(f1);
    expect(status).toBe("MEASURED");
    expect(numbers).toMatchObject({
      ...{ cells: 8, minima: 5, mismatches: 0, dead: true },
      exactValues: "5/2, 3, 5, 11/2, 15/2",
    });
    expect(checkCertificate(certificate)).toMatchObject({ holds: true });
  });

  it("takes a double as the very fraction that it is", async () => {
    const halves = { ...f1, inputs: f1.inputs.map(([x = 0]) => [Number(x) / 2, "1/2"]) };
    expect((await reluMinimaOf.run(halves)).numbers["exactValues"]).toBe("5/2, 3, 5, 11/2, 15/2");
  });

  it("refuses what would take too long, and says what the limit is", () => {
    const inputs = Array.from({ length: 40 }, (_, i) => [i, 1, i * i]);
    const input = { inputs, targets: inputs.map(() => 1), units: 2 };
    expect(() => reluMinimaOf.run(input)).toThrow(
      expect.objectContaining({
        ...{ code: "BAD_INPUT", path: ["inputs"] },
        message: expect.stringMatching(
          /at most 100 and 1000 are: take fewer samples, inputs or units/,
        ) as string,
      }) as Error,
    );
  });

  it("refuses a sample that is 0: no cell is open", async () => {
    const answer = await reluMinimaOf.run({
      inputs: [
        [0, 0],
        [1, 1],
      ],
      targets: [1, 1],
      units: 1,
    });
    expect(answer.status).toBe("PRECONDITION_FAILED");
  });

  it.each([
    [{ ...f1, inputs: [[1, 1], [2]], targets: [1, 1] }, "inputs[1]: it has 1 entries"],
    [{ ...f1, targets: [1] }, "targets: 1 for 4 samples"],
  ])("says where an input does not fit", (input, message) => {
    expect(() => reluMinimaOf.run(input)).toThrow(message);
  });

  it.each(["1/0", "x", "1.5"])("takes no %s for a fraction", (target) => {
    const input = { ...f1, targets: [target, 1, 1, 1] };
    expect(reluMinimaOf.input.safeParse(input).success).toBe(false);
  });
});
