import { take, type Optimiser } from "./optimiser.ts";

export interface AdamOptions {
  /** 0.9, 0.999 and 1e-8 unless said: those of the paper. */
  readonly beta1?: number;
  readonly beta2?: number;
  /** Added to the root, not under it, after the correction of the second moment. */
  readonly epsilon?: number;
}

/**
 * m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g^2,
 * w <- w - rate m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon).
 *
 * @source Kingma and Ba 2015, algorithm 1
 */
export function adam(options: AdamOptions = {}): Optimiser {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  return {
    ...{ name: "adam", settings: { beta1, beta2, epsilon } },
    ...{ slots: ["first", "second"], decay: null },
    factors: (rate, step) => ({
      corrected: rate / (1 - beta1 ** step),
      second: 1 / (1 - beta2 ** step),
    }),
    update({ tf, parameter, gradient, slots, factors }) {
      const first = tf.add(tf.mul(beta1, take(slots, "first")), tf.mul(1 - beta1, gradient));
      const squares = tf.mul(1 - beta2, tf.square(gradient));
      const second = tf.add(tf.mul(beta2, take(slots, "second")), squares);
      const root = tf.sqrt(tf.mul(take(factors, "second"), second));
      const move = tf.div(tf.mul(take(factors, "corrected"), first), tf.add(root, epsilon));
      return { parameter: tf.sub(parameter, move), slots: { first, second } };
    },
  };
}
