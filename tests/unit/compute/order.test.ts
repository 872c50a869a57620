import { describe, expect, it } from "vitest";
import { PURPOSES, RandomStream } from "../../../src/compute/numerics/threefry.ts";
import { createOrder } from "../../../src/compute/training/order.ts";

const plan = { seed: 5, arm: 2, examples: 10, batch: 3 };

describe("the order of examples", () => {
  it("is a permutation of its own for each epoch, cut into whole batches", () => {
    const order = createOrder(plan);
    const [first, second] = [0, 1].map((epoch) =>
      new RandomStream(5, PURPOSES.order, 2 * 2 ** 20 + epoch).permutation(10).slice(0, 9),
    );
    expect(order(0, 3)).toEqual(first);
    expect(order(3, 3)).toEqual(second);
    expect(second).not.toEqual(first);
  });

  it("is a function of the step alone", () => {
    const whole = createOrder(plan)(0, 12);
    const order = createOrder(plan);
    const parts = [11, 4, 0, 7].map((step) => [step, order(step, 1)] as const);
    for (const [step, part] of parts) expect(part).toEqual(whole.slice(3 * step, 3 * step + 3));
  });

  it("differs by seed and by arm", () => {
    const others = [plan, { ...plan, seed: 6 }, { ...plan, arm: 3 }];
    const orders = others.map((one) => createOrder(one)(0, 3).join());
    expect(new Set(orders).size).toBe(3);
  });
});
