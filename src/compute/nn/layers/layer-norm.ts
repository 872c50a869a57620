import { forExamples, leadOf, type Layer } from "../layer.ts";
import { scaleAndShift } from "../parameters.ts";

/**
 * Layer normalisation: each example over all its elements, then a scale and a shift for each element
 * of the last axis.
 *
 * @source Ba, Kiros, Hinton 2016, eq. 3
 * @param options epsilon 1e-3 unless said, added to the variance
 */
export function layerNorm(options: { readonly epsilon?: number } = {}): Layer {
  const { epsilon = 1e-3 } = options;
  return {
    kind: "layerNorm",
    fit(input) {
      const channels = input.at(-1) ?? 1;
      return {
        output: input,
        parameters: scaleAndShift(channels),
        apply(pass, x) {
          const { tf } = pass;
          const axes = x.shape.map((_, axis) => axis).slice(leadOf(pass));
          const { mean, variance } = tf.moments(x, axes, true);
          const spread = (name: string) => forExamples(pass, pass.parameter(name), input.length);
          const unit = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
          return tf.add(tf.mul(unit, spread("scale")), spread("shift"));
        },
      };
    },
  };
}
