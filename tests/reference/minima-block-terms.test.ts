import { describe, expect, it } from "vitest";
import type {
  DenseNetwork,
  RegressionData,
} from "../../src/compute/measures/minima/dense-network.ts";
import { blockTermsOf, type BlockOrder } from "../../src/compute/measures/minima/block-terms.ts";
import {
  F1_DATA,
  F1_EXACT_FIT,
  F2_BAD,
  F2_BETTER,
  F2_DATA,
  F2_NOT_CRITICAL,
  F3_DATA,
  F3_GOLDEN,
  F3_NETWORK,
} from "../../src/papers/kawaguchi2019-depth-width/fixtures.ts";

const termsOf = (network: DenseNetwork, data: RegressionData, order: BlockOrder = "forward") =>
  blockTermsOf(network, data, { order, seed: 1 }).terms.map(({ term }) => term);

describe("block terms", () => {
  it("of F3 are the golden ones, layer by layer and unit by unit", () => {
    const found = termsOf(F3_NETWORK, F3_DATA).map((one) => Number(one.toFixed(10)));
    expect(found).toEqual(F3_GOLDEN.blockTerms);
  });

  it("name their blocks in the order asked for", () => {
    const { terms } = blockTermsOf(F3_NETWORK, F3_DATA, { order: "reverse", seed: 1 });
    const names = terms.map(({ layer, unit }) => `${layer}.${unit}`);
    expect(names).toEqual(["3.2", "3.1", "2.2", "2.1", "1.2", "1.1"]);
  });

  it("of F2's worse minimum depend on the order", () => {
    const [hidden = NaN, output = NaN] = termsOf(F2_BAD.network, F2_DATA);
    expect(hidden).toBeCloseTo(1.31702472, 8);
    expect(output).toBeCloseTo(2.3587117, 7);
    const [first = NaN, second = NaN] = termsOf(F2_BAD.network, F2_DATA, "reverse");
    expect(first).toBeCloseTo(3.67573642, 8);
    expect(Math.abs(second)).toBeLessThan(1e-15);
  });

  it("of F1 fitted by two units are 5, 5/2, 0", () => {
    const terms = termsOf(F1_EXACT_FIT, F1_DATA);
    [5, 5 / 2, 0].forEach((one, at) => expect(terms[at]).toBeCloseTo(one, 13));
  });

  it.each([
    ["a minimum", F2_BETTER.network, F2_DATA],
    ["any other point", F3_NETWORK, F3_DATA],
  ])("add up to the projection at %s, in any order", (_, network, data) => {
    const { sumExcess, orderExcess, directions, rank } = blockTermsOf(network, data, {
      ...{ order: "forward", seed: 7 },
    });
    expect(sumExcess).toBeLessThan(1e-13);
    expect(orderExcess).toBeLessThan(1e-13);
    expect(directions).toBe(rank);
  });

  it("do not add up to it where the rows of one block are shuffled", () => {
    const options = { order: "forward", seed: 1, shuffled: 0 } as const;
    expect(blockTermsOf(F2_BAD.network, F2_DATA, options).sumExcess).toBeGreaterThan(1e-3);
  });

  it("of F3 differ from order to order, forward and reverse", () => {
    for (const order of ["forward", "reverse"] as const) {
      const { orderMove } = blockTermsOf(F3_NETWORK, F3_DATA, { order, seed: 0 });
      expect(orderMove).toBeGreaterThan(1e-3);
    }
  });

  it("of one block are the same in any order", () => {
    const one: DenseNetwork = { activation: "identity", weights: [[[1], [1]]] };
    const { orderMove } = blockTermsOf(one, F1_DATA, { order: "forward", seed: 0 });
    expect(orderMove).toBe(0);
  });

  it("add up to more than the loss has lost where the point is not stationary", () => {
    const [{ network, loss, projection }] = F2_NOT_CRITICAL;
    const { sum } = blockTermsOf(network, F2_DATA, { order: "forward", seed: 1 });
    expect(5 - sum).toBeCloseTo(projection, 11);
    expect(loss - (5 - sum)).toBeCloseTo(1.440905452125, 11);
  });

  it("say that two almost equal units are not resolved", () => {
    const units: DenseNetwork = {
      activation: "tanh",
      weights: [
        [
          [1, 1 + 1e-10],
          [0, 0],
        ],
        [[1], [1]],
      ],
    };
    const { conditioning } = blockTermsOf(units, F2_DATA, { order: "forward", seed: 1 });
    expect(conditioning).toBeLessThan(1e-9);
  });
});
