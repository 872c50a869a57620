import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import { PlatformError } from "../../../domain/errors.ts";
import { describeShape } from "../../engine/graph.ts";
import type { TraceTf } from "../../engine/program.ts";
import { normal, type Initialiser } from "../initialisers.ts";
import type { Layer, Shape } from "../layer.ts";
import { assertImages, assertOneNetwork, windows } from "./conv2d.ts";

interface Windows {
  readonly size: number;
  readonly stride: number;
}

function outputOf(kind: string, input: Shape, given: Windows): Shape {
  assertImages(kind, input);
  const [height = 0, width = 0, channels = 0] = input;
  const [rows = 0, columns = 0] = [height, width].map((length) =>
    windows(length, { ...given, padding: "valid" }),
  );
  if (rows >= 1 && columns >= 1) return [rows, columns, channels];
  const told = `a window of ${given.size} does not fit into ${describeShape(input)}`;
  throw new PlatformError("BAD_PROGRAM", told);
}

/** The product over each window, factor by factor: its gradient is finite where factors are 0. */
function products(tf: TraceTf, x: Tensor, [rows, columns]: Shape, given: Windows): Tensor {
  const { size, stride } = given;
  const [count = 1, , , channels = 1] = x.shape;
  const steps = [1, stride, stride, 1];
  const factors = Array.from({ length: size * size }, (_, tap) => {
    const begin = [0, Math.floor(tap / size), tap % size, 0];
    const lengths = [count, ((rows ?? 1) - 1) * stride + 1, ((columns ?? 1) - 1) * stride + 1];
    const end = [...lengths, channels].map((length, axis) => (begin[axis] ?? 0) + length);
    return tf.stridedSlice(x, begin, end, steps);
  });
  return factors.reduce((product, factor) => tf.mul(product, factor));
}

/**
 * The product of each window of size x size: the pooling of arithmetic circuits.
 *
 * @param stride the window's size unless said
 * @source Cohen, Sharir, Shashua 2016, section 3; for overlapping windows Sharir, Shashua 2018
 */
export function productPool(size: number, stride: number = size): Layer {
  return {
    kind: "productPool",
    fit(input) {
      const output = outputOf("productPool", input, { size, stride });
      return {
        output,
        apply(pass, x) {
          assertOneNetwork("productPool", pass);
          return products(pass.tf, x, output, { size, stride });
        },
      };
    },
  };
}

/**
 * The same in log space: from logarithms of factors to those of products, which are sums.
 *
 * @param stride the window's size unless said
 */
export function logProductPool(size: number, stride: number = size): Layer {
  return {
    kind: "logProductPool",
    fit: (input) => ({
      output: outputOf("logProductPool", input, { size, stride }),
      apply(pass, x) {
        assertOneNetwork("logProductPool", pass);
        const means = pass.tf.avgPool(x as Tensor3D, size, stride, "valid");
        return pass.tf.mul(means, size * size);
      },
    }),
  };
}

/**
 * A positive linear map of the channels, in log space: y_d = log sum_c exp(x_c + v_cd), where v are
 * the logarithms of its weights. Sums are taken relative to the largest x_c of each position and the
 * largest v_cd of each d: terms that are smaller by exp(-87) (float32; float64: exp(-708)) are lost.
 *
 * @source Cohen, Sharir, Shashua 2016, section 5 (convolution "in log-space")
 */
export function logLinear(features: number, logWeights: Initialiser = normal(0.1)): Layer {
  return {
    kind: "logLinear",
    fit(input) {
      const channels = input.at(-1) ?? 1;
      const fans = { in: channels, out: features };
      return {
        output: [...input.slice(0, -1), features],
        parameters: {
          weights: { shape: [channels, features], role: "weights", initial: logWeights, fans },
        },
        apply(pass, x) {
          assertOneNetwork("logLinear", pass);
          const { tf } = pass;
          const v = pass.parameter("weights");
          const [largestX, largestV] = [tf.max(x, -1, true), tf.max(v, 0, true)];
          const relative = tf.reshape(tf.exp(tf.sub(x, largestX)), [-1, channels]);
          const sums = tf.matMul(relative, tf.exp(tf.sub(v, largestV)));
          const logs = tf.reshape(tf.log(sums), [...x.shape.slice(0, -1), features]);
          return tf.add(tf.add(logs, largestX), largestV);
        },
      };
    },
  };
}
