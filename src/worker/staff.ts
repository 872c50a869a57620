import type { EngineName } from "../domain/engine-name.ts";
import type { ChildMessage } from "./child-protocol.ts";
import { startComputer, type Computer } from "./child-process.ts";

/** Where computing processes come from, and go when a claim needs them no more. */
export interface Staff {
  /** @param engine what it will be asked to compute with; null: it needs none */
  hire(onMessage: (message: ChildMessage) => void, engine: EngineName | null): Computer;
  /** Settles when it takes no processor any more. */
  rest(computer: Computer): Promise<void>;
}

/** Each process serves one claim and ends. */
export const HIRED_ONCE: Staff = {
  hire: startComputer,
  async rest(computer) {
    computer.dismiss();
    await computer.ended;
  },
};

/** A process that nobody has asked for so long ends: it holds memory. */
const IDLE_MS = 20_000;

/**
 * Processes that wait for their next claim: to start one and to load all code takes longer than most
 * claims do. One has one engine for all its life: two TensorFlows cannot be loaded by one process.
 * Close it, or they wait until they have been idle for long.
 */
export function keepStaff(): Staff & { close(): Promise<void> } {
  const idle = new Map<Computer, NodeJS.Timeout>();
  const engines = new WeakMap<Computer, EngineName>();
  const suits = (computer: Computer, engine: EngineName | null) =>
    engine === null || (engines.get(computer) ?? engine) === engine;
  const leave = (computer: Computer) => {
    clearTimeout(idle.get(computer));
    return idle.delete(computer);
  };
  const end = (computer: Computer) => {
    if (leave(computer)) computer.dismiss();
  };
  return {
    hire(onMessage, engine) {
      const waiting = [...idle.keys()].find((one) => suits(one, engine));
      const hired = waiting ?? startComputer(onMessage);
      if (engine !== null) engines.set(hired, engine);
      if (waiting === undefined) return hired;
      leave(waiting);
      waiting.serve(onMessage);
      return waiting;
    },
    rest(computer) {
      idle.set(computer, setTimeout(end, IDLE_MS, computer).unref());
      void computer.ended.then(() => leave(computer));
      return Promise.resolve();
    },
    async close() {
      const waiting = [...idle.keys()];
      for (const computer of waiting) end(computer);
      await Promise.all(waiting.map(({ ended }) => ended));
    },
  };
}
