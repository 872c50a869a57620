import { pass } from "./rewrite.ts";

/** A cast to the type that an array has already is the array. */
export const casts = pass("casts", ({ kernel, inputs: [x], outputs: [y] }) =>
  kernel === "Cast" && x !== undefined && x.type === y?.type ? [x] : null,
);
