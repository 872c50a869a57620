import { describe, expect, it } from "vitest";
import { createSlots } from "../../../src/worker/slots.ts";

describe("slots for computing processes", () => {
  it("are no more than there are", () => {
    const slots = createSlots(2);
    expect(slots.takeFree()).not.toBeNull();
    expect(slots.takeFree()).not.toBeNull();
    expect(slots.takeFree()).toBeNull();
  });

  it("go to those who wait, in their order, before anybody takes a further one", async () => {
    const slots = createSlots(1);
    const release = slots.takeFree();
    const order: string[] = [];
    const first = slots.take().then((own) => {
      order.push("first");
      own();
    });
    const second = slots.take().then(() => order.push("second"));
    release?.();
    expect(slots.takeFree()).toBeNull();
    await Promise.all([first, second]);
    expect(order).toEqual(["first", "second"]);
  });

  it("count once however often they are given back", () => {
    const slots = createSlots(1);
    const release = slots.takeFree();
    release?.();
    release?.();
    expect(slots.takeFree()).not.toBeNull();
    expect(slots.takeFree()).toBeNull();
  });

  it("tell who listens that one may be free, until he does no more", () => {
    const slots = createSlots(1);
    let calls = 0;
    const stop = slots.onFree(() => (calls += 1));
    slots.takeFree()?.();
    stop();
    slots.takeFree()?.();
    expect(calls).toBe(1);
  });
});
