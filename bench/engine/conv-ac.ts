import { normal } from "../../src/compute/nn/initialisers.ts";
import type { Layer, Shape } from "../../src/compute/nn/layer.ts";

/**
 * Weighted sums over channels, in logarithms: log sum_c exp(w_cd) exp(x_c) at every position. With
 * `productPool` after it, one layer of a convolutional arithmetic circuit.
 */
export function logMix(channels: number): Layer {
  return {
    kind: "logMix",
    fit: ([height = 1, width = 1, depth = 1]: Shape) => ({
      output: [height, width, channels],
      parameters: {
        weights: {
          ...{ shape: [depth, channels], role: "weights", initial: normal(0.1) },
          fans: { in: depth, out: channels },
        },
      },
      apply(pass, x) {
        const { tf } = pass;
        const rows = tf.reshape(x, [-1, depth]);
        const largest = tf.max(rows, 1, true);
        const weights = tf.exp(pass.parameter("weights"));
        const mixed = tf.matMul(tf.exp(tf.sub(rows, largest)), weights);
        const logs = tf.add(tf.log(mixed), largest);
        return tf.reshape(logs, [-1, height, width, channels]);
      },
    }),
  };
}

/** Products over windows of 2 x 2: sums of logarithms. */
export function productPool(): Layer {
  return {
    kind: "productPool",
    fit: ([height = 2, width = 2, depth = 1]: Shape) => ({
      output: [height / 2, width / 2, depth],
      apply({ tf }, x) {
        const windows = [-1, height / 2, 2, width / 2, 2, depth];
        return tf.sum(tf.reshape(x, windows), [2, 4]);
      },
    }),
  };
}
