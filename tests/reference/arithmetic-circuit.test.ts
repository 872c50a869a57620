import { describe, expect, it } from "vitest";
import { gradientGraph } from "../../src/compute/engine/derivatives.ts";
import type { HostArrays } from "../../src/compute/engine/engines/engine.ts";
import type { Tensor } from "../../src/compute/engine/program.ts";
import {
  conv2d,
  flat,
  logLinear,
  logProductPool,
  momentsOfBatch,
  productPool,
  sequential,
  type Layer,
  type Network,
} from "../../src/compute/nn/index.ts";
import { runOn } from "../support/engine-families.ts";

/** One output of a network on one image: its value and its gradient by the image. */
async function valueAndSlope(network: Network, image: readonly number[], parameters: HostArrays) {
  const specs = Object.entries(network.parameters).map(([name, { shape }]) => [name, { shape }]);
  const graph = gradientGraph({
    ...{ name: "circuit", parameters: { image: { shape: [1, ...network.input] } } },
    data: Object.fromEntries(specs) as Record<string, { shape: readonly number[] }>,
    loss(tf, { image: x }, given) {
      const mode = { moments: momentsOfBatch, random: null };
      return tf.sum(network.apply(tf, x as Tensor, { parameters: given, mode }));
    },
  });
  const given = { image: Float64Array.from(image), ...parameters };
  const outputs = await runOn("onnx-cpu", "float64", graph, given);
  return {
    value: outputs["value"]?.[0] ?? NaN,
    slope: Array.from(outputs["gradient/image"] ?? []),
  };
}

function near(values: readonly number[], expected: readonly number[]): void {
  expect(values).toHaveLength(expected.length);
  values.forEach((value, at) => {
    expect(Math.abs(value - (expected[at] ?? NaN))).toBeLessThan(1e-12);
  });
}

/** Two templates at each of 2 x 2 positions, one linear map for all of them, one product. */
const TEMPLATES = [1, 2, 3, 0, 0, 1, 2, 2];

describe("arithmetic circuits", () => {
  it("are products over positions of linear maps of their templates", async () => {
    const oneByOne: Layer = conv2d(1, 1, { biases: null });
    const network = sequential([2, 2, 2], [oneByOne, productPool(2), flat()]);
    const weights = { "conv0.weights": Float64Array.of(1, 2) };
    // a + 2 b at each position: 5, 3, 2, 6.
    const { value, slope } = await valueAndSlope(network, TEMPLATES, weights);
    near([value], [5 * 3 * 2 * 6]);
    near(slope, [36, 72, 60, 120, 90, 180, 30, 60]);
  });

  it("have finite gradients where a factor is 0", async () => {
    const network = sequential([2, 2, 1], [productPool(2), flat()]);
    const one = await valueAndSlope(network, [2, 0, 3, 5], {});
    near([one.value, ...one.slope], [0, 0, 30, 0, 0]);
    const two = await valueAndSlope(network, [2, 0, 0, 5], {});
    near([two.value, ...two.slope], [0, 0, 0, 0, 0]);
  });

  it("multiply windows that overlap", async () => {
    const network = sequential([2, 3, 1], [productPool(2, 1), flat()]);
    // [1 2 3; 4 5 6]: 1 2 4 5 + 2 3 5 6.
    const { value, slope } = await valueAndSlope(network, [1, 2, 3, 4, 5, 6], {});
    near([value], [40 + 180]);
    near(slope, [40, 20 + 90, 60, 10, 8 + 36, 30]);
  });

  it("are the same in log space, where all is positive", async () => {
    const [x, w] = [
      [1, 2, 3, 0.5, 0.2, 1, 2, 2],
      [1, 2, 0.3, 4],
    ];
    const direct = sequential([2, 2, 2], [conv2d(2, 1, { biases: null }), productPool(2), flat()]);
    const inLogs = sequential([2, 2, 2], [logLinear(2), logProductPool(2), flat()]);
    // Filters [1, 1, in, out] and weights [in, out] are the same numbers in the same order.
    const one = await valueAndSlope(direct, x, { "conv0.weights": Float64Array.from(w) });
    const logs = { "logLinear0.weights": Float64Array.from(w, Math.log) };
    const other = await valueAndSlope(inLogs, x.map(Math.log), logs);
    const byHand = [0, 1].map((d) =>
      [0, 1, 2, 3].reduce((product, at) => {
        const [a = 0, b = 0] = x.slice(2 * at);
        return product * (a * (w[d] ?? 0) + b * (w[2 + d] ?? 0));
      }, 1),
    );
    near([one.value], [(byHand[0] ?? 0) + (byHand[1] ?? 0)]);
    near([other.value], [Math.log(byHand[0] ?? 0) + Math.log(byHand[1] ?? 0)]);
  });

  it("stay finite in log space where the numbers themselves are too small", async () => {
    const network = sequential([2, 2, 1], [logLinear(1), logProductPool(2), flat()]);
    const given = { "logLinear0.weights": Float64Array.of(0) };
    const { value, slope } = await valueAndSlope(network, [-500, -600, -700, -800], given);
    near([value, ...slope], [-2600, 1, 1, 1, 1]);
  });

  it("refuse windows that do not fit", () => {
    expect(() => sequential([2, 2, 1], [productPool(3)])).toThrow(
      "a window of 3 does not fit into [2, 2, 1]",
    );
  });
});
