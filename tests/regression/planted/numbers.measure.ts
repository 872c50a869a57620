/** Numbers as they stand here, for copies of the source in which others stand here. */
import type { Measure } from "../../../src/compute/measures/measure.ts";

interface Planted {
  readonly counts: Readonly<Record<"stays" | "rises" | "falls" | "shrinks", bigint>>;
  readonly errors: Readonly<Record<"tiny" | "zero", number>>;
  /** What a broken measure says; null: it is whole. */
  readonly broken: string | null;
}

const PLANTED: Planted = {
  counts: { stays: 0n, rises: 0n, falls: 3n, shrinks: 3n },
  errors: { tiny: 0, zero: -0 },
  broken: null,
};

export interface NumbersSetting {
  readonly more: number;
}

type Name = keyof Planted["counts"] | keyof Planted["errors"];

const quantity = { unit: null, meaning: "a number that a test chooses" };

export const numbers: Measure<NumbersSetting, Name> = {
  name: "planted-numbers",
  quantities: {
    ...{ stays: quantity, rises: quantity, falls: quantity, shrinks: quantity },
    ...{ tiny: quantity, zero: quantity },
  },
  problems: () => [],
  run({ more }) {
    const { counts, errors, broken } = PLANTED;
    if (broken !== null) throw new Error(broken);
    return { quantities: { ...counts, ...errors, stays: counts.stays + BigInt(more) } };
  },
};
