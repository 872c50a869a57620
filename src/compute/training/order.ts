import { PURPOSES, RandomStream } from "../numerics/threefry.ts";

/** Which examples each step sees. */
export interface OrderPlan {
  readonly seed: number;
  /** Arms that share a seed but not their order: 0 to 4095. */
  readonly arm: number;
  readonly examples: number;
  readonly batch: number;
}

const EPOCHS = 2 ** 20;

/** Whole batches in one epoch: what is left over of an order is seen in another epoch. */
export function stepsPerEpoch({ examples, batch }: Pick<OrderPlan, "examples" | "batch">): number {
  return Math.floor(examples / batch);
}

/**
 * Example numbers of steps, batch by batch: each epoch has a permutation of its own, so that any step
 * can be computed by itself.
 *
 * @random key (seed, purpose 1), stream = arm * 2^20 + epoch modulo 2^20
 */
export function createOrder(plan: OrderPlan): (first: number, count: number) => Int32Array {
  const { seed, arm, examples, batch } = plan;
  const perEpoch = stepsPerEpoch(plan);
  let known: { epoch: number; order: Int32Array } = { epoch: -1, order: new Int32Array() };
  const orderOf = (epoch: number): Int32Array => {
    if (known.epoch !== epoch) {
      const stream = new RandomStream(seed, PURPOSES.order, arm * EPOCHS + (epoch % EPOCHS));
      known = { epoch, order: stream.permutation(examples) };
    }
    return known.order;
  };
  return (first, count) => {
    const indices = new Int32Array(count * batch);
    for (let step = 0; step < count; step += 1) {
      const place = (first + step) % perEpoch;
      const order = orderOf(Math.floor((first + step) / perEpoch));
      indices.set(order.subarray(place * batch, (place + 1) * batch), step * batch);
    }
    return indices;
  };
}
