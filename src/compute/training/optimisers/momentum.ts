import { take, type Optimiser } from "./optimiser.ts";

export interface MomentumOptions {
  /** 0.9 unless said. */
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

/**
 * v <- momentum v + g, w <- w - rate v; Nesterov: w <- w - rate (g + momentum v) with the new v.
 *
 * @source Sutskever, Martens, Dahl, Hinton 2013, eq. 1 to 4, in the form where the rate multiplies
 *         the velocity when it is used (equal to theirs while the rate does not change)
 */
export function momentum(options: MomentumOptions = {}): Optimiser {
  const { momentum: kept = 0.9, nesterov = false } = options;
  return {
    ...{ name: "momentum", settings: { momentum: kept, nesterov } },
    ...{ slots: ["velocity"], decay: null },
    factors: (rate) => ({ rate }),
    update({ tf, parameter, gradient, slots, factors }) {
      const velocity = tf.add(tf.mul(kept, take(slots, "velocity")), gradient);
      const direction = nesterov ? tf.add(gradient, tf.mul(kept, velocity)) : velocity;
      return {
        parameter: tf.sub(parameter, tf.mul(take(factors, "rate"), direction)),
        slots: { velocity },
      };
    },
  };
}
