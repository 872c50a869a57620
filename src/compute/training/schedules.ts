/** The learning rate as a function of the step, from 1; computed outside of the graph. */
export interface Schedule {
  readonly name: string;
  readonly settings: Readonly<Record<string, number | string | readonly number[]>>;
  at(step: number): number;
}

export function constantRate(rate: number): Schedule {
  return { name: "constant", settings: { rate }, at: () => rate };
}

/** The rate times `factor` for each of the milestones that is passed: at step m it is still whole. */
export function stepRate(rate: number, factor: number, milestones: readonly number[]): Schedule {
  return {
    name: "step",
    settings: { rate, factor, milestones },
    at: (step) => rate * factor ** milestones.filter((milestone) => step > milestone).length,
  };
}

/**
 * Half a cosine from `rate` at step 1 to `last` at step `steps`, and `last` from there on.
 *
 * @source Loshchilov and Hutter 2017, eq. 5, without restarts
 */
export function cosineRate(rate: number, steps: number, last = 0): Schedule {
  return {
    name: "cosine",
    settings: { rate, steps, last },
    at(step) {
      const part = Math.min(1, (step - 1) / Math.max(1, steps - 1));
      return last + ((rate - last) * (1 + Math.cos(Math.PI * part))) / 2;
    },
  };
}

/** Grows along a line to another schedule's rate during the first steps, then follows it. */
export function warmup(steps: number, then: Schedule): Schedule {
  return {
    name: `warmup, then ${then.name}`,
    settings: { ...then.settings, warmup: steps },
    at: (step) => then.at(step) * Math.min(1, step / steps),
  };
}
