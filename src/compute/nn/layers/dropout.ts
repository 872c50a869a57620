import { PlatformError } from "../../../domain/errors.ts";
import type { Layer } from "../layer.ts";

/**
 * Sets each element to 0 with the given probability and divides the others by what remains; when
 * measuring it does nothing.
 *
 * @source Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014, in the inverted form
 * @throws PlatformError BAD_PROGRAM for a rate outside [0, 1)
 */
export function dropout(rate: number): Layer {
  if (!(rate >= 0 && rate < 1)) {
    throw new PlatformError("BAD_PROGRAM", `a dropout rate of ${rate}: it lies in [0, 1)`);
  }
  return {
    kind: "dropout",
    fit: (input) => ({
      output: input,
      isRandom: true,
      apply({ tf, uniform }, x) {
        const drawn = uniform(x.shape);
        if (drawn === null) return x;
        const kept = tf.cast(tf.greaterEqual(drawn, rate), "float32");
        return tf.mul(x, tf.div(kept, 1 - rate));
      },
    }),
  };
}
