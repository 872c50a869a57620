import { describe, expect, it } from "vitest";
import { eliminationChecks } from "../../src/compute/measures/requested/elimination-checks.ts";
import type { EliminationInput } from "../../src/compute/measures/requested/elimination-input.ts";
import { PlatformError } from "../../src/domain/errors.ts";
import { F5_POSED } from "../../src/papers/kawaguchi2020-elimination/problems.ts";

/** A line through the means of two labels at each of two inputs: L_pw = 0.625, attained. */
const { example } = eliminationChecks;

const asked = async (changes: Partial<EliminationInput>) =>
  eliminationChecks.run(eliminationChecks.input.parse({ ...example, ...changes }));

/** As many zeros for each output as there are outputs. */
function withOutputs(outputs: number): Partial<EliminationInput> {
  const zeros = Array.from({ length: outputs }, () => 0);
  return {
    ...{
      model: { kind: "table", points: [[-1], [1]], outputs },
      targets: [1, 2, 3, 4].map(() => zeros),
    },
    ...{ theta: [...zeros, ...zeros], a: zeros, b: zeros, W: [zeros] },
  };
}

describe("elimination checks at a global minimum", () => {
  it("accept it, with L_pw in normalised units", async () => {
    const { status, numbers } = await asked({});
    expect(status).toBe("MEASURED");
    expect(numbers["outcome"]).toBe("accepted");
    expect(numbers["isBad"]).toBe(false);
    // 0.625 over the mean square of the labels, 21 / 4.
    expect(numbers["infimum"]).toBeCloseTo(0.625 / 5.25, 14);
    expect(numbers["groupGradient"]).toBeLessThan(1e-15);
  });

  it("switch a neuron off that has all but vanished, and say what it carried", async () => {
    const { status, numbers } = await asked({ a: [1e-7] });
    expect([status, numbers["outcome"]]).toEqual(["MEASURED", "accepted"]);
    expect(numbers["reach"]).toBeCloseTo((1e-7 * Math.exp(0.5)) / Math.sqrt(5.25), 16);
  });

  it("leave it open where the neuron carries a part of the loss", async () => {
    const answer = await asked({ a: [0.5] });
    expect(answer.status).toBe("INCONCLUSIVE");
    expect(answer).toHaveProperty("reason", expect.stringMatching(/not stationary/));
  });
});

describe("elimination checks at the bad minimum of F5", () => {
  it("find the way down that gradient and Hessian do not show", async () => {
    const { inputs, targets, model } = F5_POSED.problem;
    const given = { inputs, targets, model, theta: F5_POSED.theta, b: [0], W: [[0]] };
    const { status, numbers } = await asked(given);
    expect([status, numbers["outcome"]]).toEqual(["MEASURED", "refused"]);
    const [[, , neuron = 0] = []] = numbers["descents"] as number[][];
    expect(neuron).toBeCloseTo(3.7e-10, 11);
  });
});

describe("elimination checks refuse, and say why", () => {
  const targets = [[1], [1], [0], [1]];
  const cases: readonly (readonly [string, Partial<EliminationInput>, RegExp])[] = [
    ["a loss that is not in the table", { loss: { kind: "focal" } }, /not in the table of losses/],
    ["a hinge without its power", { loss: { kind: "hinge" } }, /lacks its power/],
    ["a loss that is not convex", { loss: { kind: "truncated" } }, /not convex/],
    ["a loss that is not differentiable", { loss: { kind: "absolute" } }, /not differentiable/],
    ["lambda = 0", { lambda: 0 }, /lambda is 0, not positive/],
    ["a negative lambda", { lambda: -1 }, /lambda is -1, not positive/],
    [
      "more outputs than the check allows",
      withOutputs(21),
      /21 outputs: the checks take at most 20/,
    ],
    ["one-hot labels", { loss: { kind: "logistic" }, targets }, /theorem is vacuous/],
  ];

  it.each(cases)("%s", async (_, changes, why) => {
    const answer = await asked(changes);
    expect(answer.status).toBe("PRECONDITION_FAILED");
    expect(answer).toHaveProperty("reason", expect.stringMatching(why));
  });

  it("a point that is not stationary", async () => {
    const answer = await asked({ theta: [0.3, 0.4], a: [0.5], b: [1] });
    expect(answer.status).toBe("INCONCLUSIVE");
    expect(answer).toHaveProperty("reason", expect.stringMatching(/not stationary|failure mode/));
  });

  it("a neuron so far out that its exponential overflows", async () => {
    const answer = await asked({ b: [1000] });
    expect(answer.status).toBe("INCONCLUSIVE");
    expect(answer).toHaveProperty("reason", expect.stringMatching(/failure mode/));
    expect(JSON.parse(JSON.stringify(answer.numbers))).toEqual(answer.numbers);
  });
});

describe("elimination checks of what does not fit together", () => {
  it.each<readonly [string, Partial<EliminationInput>, readonly (string | number)[]]>([
    ["W of another width", { W: [[1], [2]] }, ["W"]],
    ["one neuron too many", { a: [0, 0] }, ["a"]],
    ["targets of another number", { targets: [[1]] }, ["targets"]],
    ["labels of another kind", { loss: { kind: "logistic" } }, ["targets", 2]],
    ["parameters of another number", { theta: [1] }, ["theta"]],
    ["a table without its parameters", { model: { kind: "cubic" } }, ["theta"]],
  ])("names the place: %s", async (_, changes, path) => {
    const found = await asked(changes).catch((error: unknown) => error);
    expect(found).toBeInstanceOf(PlatformError);
    expect(found).toMatchObject({ code: "BAD_INPUT", path });
  });
});
