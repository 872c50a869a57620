import { take, type Optimiser } from "./optimiser.ts";

/** w <- w - rate g. */
export function sgd(): Optimiser {
  return {
    ...{ name: "sgd", settings: {}, slots: [], decay: null },
    factors: (rate) => ({ rate }),
    update: ({ tf, parameter, gradient, factors }) => ({
      parameter: tf.sub(parameter, tf.mul(take(factors, "rate"), gradient)),
      slots: {},
    }),
  };
}
