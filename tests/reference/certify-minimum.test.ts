import { describe, expect, it } from "vitest";
import { checkCertificate } from "../../src/compute/certificates/index.ts";
import { requestedMeasures } from "../../src/compute/measures/requested/index.ts";
import {
  F1_DATA,
  F2_BAD,
  F2_BETTER,
  F2_DATA,
  F2_SATURATED,
  reluUnits,
  tanhUnit,
} from "../../src/papers/kawaguchi2019-depth-width/fixtures.ts";

const measure = requestedMeasures.find(({ name }) => name === "certify-minimum");
const answerOf = async (input: object) => {
  const answer = await measure?.run(input);
  if (answer === undefined) throw new Error("there is no measure certify-minimum");
  return answer;
};
const reasonOf = (answer: Awaited<ReturnType<typeof answerOf>>) =>
  answer.status === "MEASURED" ? "" : answer.reason;

const SADDLE = { network: reluUnits([0, -1, 12]), data: F1_DATA };
const CUBIC = {
  network: { activation: "identity", weights: [[[0]], [[0]], [[0]]] },
  data: { inputs: [[1]], targets: [[1]] },
};

describe("certify-minimum for anyone's network", () => {
  it("certifies its example and hands out a certificate that checks", async () => {
    const answer = await answerOf(measure?.example as object);
    expect(answer.status).toBe("MEASURED");
    expect(checkCertificate(JSON.parse(JSON.stringify(answer.certificate)))).toMatchObject({
      holds: true,
    });
  });

  it("says what each of its numbers means", async () => {
    for (const input of [measure?.example as object, SADDLE]) {
      const { numbers } = await answerOf(input);
      for (const name of Object.keys(numbers)) expect(measure?.meanings).toHaveProperty(name);
    }
  });

  it("looks for a minimum only when it is asked to", async () => {
    const input = { network: tanhUnit(1, 1, 0), data: F2_DATA };
    const judged = await answerOf(input);
    expect(judged.status).toBe("PRECONDITION_FAILED");
    expect(reasonOf(judged)).toMatch(/not stationary: .* is 0\.299/);
    const found = await answerOf({ ...input, search: true });
    expect(found.status).toBe("MEASURED");
    expect(found.numbers["valueLow"]).toBeLessThan(F2_BETTER.loss);
    expect(found.numbers["valueHigh"]).toBeGreaterThan(F2_BETTER.loss);
  });

  it.each([
    ["another loss", { network: F2_BAD.network, data: F2_DATA, loss: "hinge" }, /loss is "hinge"/],
    [
      "outputs that are not linear",
      { network: { ...F2_BAD.network, output: "tanh" }, data: F2_DATA },
      /output layer goes through tanh/,
    ],
    ["a kink", { network: reluUnits([1, 1, -1]), data: F1_DATA }, /lies on a kink/],
    ["saturation", { network: F2_SATURATED, data: F2_DATA }, /saturated on all samples/],
    ["overflow", { network: tanhUnit(1e308, 1e308, 1), data: F2_DATA }, /at infinity/],
    ["a saddle", SADDLE, /no local minimum: .* power 2/],
    ["a saddle without second derivatives", CUBIC, /no local minimum: .* power 3/],
  ])("refuses %s with the sentence that says why", async (_, input, told) => {
    const answer = await answerOf(input);
    expect(answer.status).toBe("PRECONDITION_FAILED");
    expect(reasonOf(answer)).toMatch(told);
    expect(answer.certificate).toBeUndefined();
  });

  it("leaves a dead unit open: a minimum, flat beyond its symmetry", async () => {
    const answer = await answerOf({ network: reluUnits([1, 0, -1 / 20]), data: F1_DATA });
    expect(answer.status).toBe("INCONCLUSIVE");
    expect(reasonOf(answer)).toMatch(/3 eigenvalues that are 0/);
    expect(answer.numbers["refuting"]).toBe(0);
  });

  it("refuses a proof that would take too long, before it begins", async () => {
    const inputs = Array.from({ length: 200 }, (_, i) => [i / 200, 1]);
    const units = Array.from({ length: 20 }, (_, k) => [1, k / 20, 1] as const);
    const data = { inputs, targets: inputs.map(([x = 0]) => [x]) };
    const input = { network: reluUnits(...units), data };
    await expect(Promise.resolve().then(() => answerOf(input))).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", path: ["data", "inputs"] },
      message: expect.stringMatching(/too much work: .* at most 60000; take fewer/) as string,
    });
  });

  it("refuses places that are none with their path", async () => {
    const input = { network: F2_BAD.network, data: F2_DATA, free: [2, 1] };
    await expect(Promise.resolve().then(() => answerOf(input))).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
  });
});
