import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  gradientGraph,
  hessianVectorGraph,
  type LossProgram,
} from "../../src/compute/engine/derivatives.ts";
import type { HostData } from "../../src/compute/engine/engines/engine.ts";
import type { Tensor, Tensors, TraceTf } from "../../src/compute/engine/program.ts";
import { runOn } from "../support/engine-families.ts";
import { spread } from "../support/engine-samples/sample.ts";

const PARAMETERS = {
  first: { shape: [3, 3, 1, 3] },
  scale: { shape: [3] },
  offset: { shape: [3] },
  second: { shape: [3, 3, 3, 4] },
  last: { shape: [4, 2] },
} as const;

/** Convolutions, batch normalisation as in training, both pools: smooth but where maxima change. */
function loss(tf: TraceTf, given: Tensors, { x, y }: Tensors) {
  const of = given as Record<keyof typeof PARAMETERS, Tensor>;
  const { scale, offset, last } = of;
  const [first, second] = [of.first as Tensor4D, of.second as Tensor4D];
  const convolved = tf.conv2d(x as never, first, 1, "same");
  const { mean, variance } = tf.moments(convolved, [0, 1, 2]);
  const normal = tf.batchNorm(convolved, mean, variance, offset, scale, 1e-3);
  const pooled = tf.maxPool(tf.tanh(normal) as Tensor4D, 2, 2, "valid");
  const deeper = tf.tanh(tf.conv2d(pooled, second, 2, "same"));
  const logits = tf.matMul(tf.reshape(tf.avgPool(deeper, 2, 1, "valid"), [-1, 4]), last);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), y as never), -1)));
}

const PROGRAM: LossProgram = {
  ...{ name: "small convolutional network", parameters: PARAMETERS, loss },
  data: { x: { shape: [3, 6, 6, 1] }, y: { shape: [3, 2] } },
};

type Arrays = Record<string, Float64Array>;

function drawn(start: number): Arrays {
  const named = Object.entries(PARAMETERS).map(([name, { shape }], index) => {
    return [name, Float64Array.from(spread(shape, [-0.8, 0.8], start + 11 * index).data)];
  });
  return Object.fromEntries(named) as Arrays;
}

function shifted(parameters: Arrays, direction: Arrays, by: number): Arrays {
  const named = Object.entries(parameters).map(([name, data]) => {
    return [name, data.map((value, at) => value + by * (direction[name]?.[at] ?? 0))];
  });
  return Object.fromEntries(named) as Arrays;
}

describe("a convolutional network with batch normalisation", () => {
  const data = {
    x: Float64Array.from(spread([3, 6, 6, 1], [-1, 1], 3).data),
    y: Float64Array.of(1, 0, 0, 1, 1, 0),
  };
  const [parameters, direction] = [drawn(1), drawn(5)];
  const tangents = Object.fromEntries(
    Object.entries(direction).map(([name, one]) => [`tangent/${name}`, one]),
  );
  let products: Readonly<Record<string, HostData>> = {};

  beforeAll(async () => {
    const graph = hessianVectorGraph(PROGRAM);
    products = await runOn("onnx-cpu", "float64", graph, { ...parameters, ...data, ...tangents });
  });

  it("has Hessian-vector products that are differences of gradients", async () => {
    const graph = gradientGraph(PROGRAM);
    const gradientAt = (by: number) =>
      runOn("onnx-cpu", "float64", graph, { ...shifted(parameters, direction, by), ...data });
    const step = 1e-5;
    const [above, below] = [await gradientAt(step), await gradientAt(-step)];
    for (const name of Object.keys(PARAMETERS)) {
      const [up, down] = [above[`gradient/${name}`], below[`gradient/${name}`]];
      const exact = Array.from(products[`product/${name}`] ?? []);
      expect(exact.some((value) => Math.abs(value) > 1e-3)).toBe(true);
      exact.forEach((value, at) => {
        const slope = (Number(up?.[at]) - Number(down?.[at])) / (2 * step);
        expect(Math.abs(value - slope)).toBeLessThan(1e-8);
      });
    }
  });

  it("has the same on the reference", async () => {
    const given = { ...parameters, ...data, ...tangents };
    const others = await runOn("reference", "float64", hessianVectorGraph(PROGRAM), given);
    for (const [name, other] of Object.entries(others)) {
      Array.from(other).forEach((value, at) => {
        expect(Math.abs(value - Number(products[name]?.[at]))).toBeLessThan(1e-12);
      });
    }
  });
});
