import type { ChildMessage } from "./child-protocol.ts";
import { startComputer, type Computer } from "./child-process.ts";

/** Where computing processes come from, and go when a claim needs them no more. */
export interface Staff {
  hire(onMessage: (message: ChildMessage) => void): Computer;
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
 * claims do. Close it, or they wait until they have been idle for long.
 */
export function keepStaff(): Staff & { close(): Promise<void> } {
  const idle = new Map<Computer, NodeJS.Timeout>();
  const leave = (computer: Computer) => {
    clearTimeout(idle.get(computer));
    return idle.delete(computer);
  };
  const end = (computer: Computer) => {
    if (leave(computer)) computer.dismiss();
  };
  return {
    hire(onMessage) {
      const [waiting] = idle.keys();
      if (waiting === undefined) return startComputer(onMessage);
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
