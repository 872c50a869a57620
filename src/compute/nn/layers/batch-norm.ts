import { forExamples, leadOf, type Layer } from "../layer.ts";
import { scaleAndShift } from "../parameters.ts";

/**
 * Batch normalisation of the last axis. Training takes the moments of the batch (variance over n,
 * not n - 1); measuring takes those of a data set, computed for it (`recomputeMoments`). There is no
 * running average: it would be a state that measuring could change, and after few updates it still
 * holds its initial values.
 *
 * @source Ioffe and Szegedy 2015, algorithm 1
 * @param options epsilon 1e-3 unless said, added to the variance
 */
export function batchNorm(options: { readonly epsilon?: number } = {}): Layer {
  const { epsilon = 1e-3 } = options;
  return {
    kind: "batchNorm",
    fit(input) {
      const channels = input.at(-1) ?? 1;
      return {
        output: input,
        parameters: scaleAndShift(channels),
        moments: { "": channels },
        apply(pass, x) {
          const { tf } = pass;
          const first = leadOf(pass) - 1;
          const axes = x.shape.map((_, axis) => axis).slice(first, -1);
          const { mean, variance } = pass.moments(() => tf.moments(x, axes));
          const spread = (one: typeof x) => forExamples(pass, one, input.length);
          const factor = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), pass.parameter("scale"));
          const centred = tf.sub(x, spread(mean));
          return tf.add(tf.mul(centred, spread(factor)), spread(pass.parameter("shift")));
        },
      };
    },
  };
}
