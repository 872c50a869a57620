/** What the runs of a record say about one quantity: for each seed a number, or why there is none. */
import type { DriftQuantity } from "../../domain/drift-rule.ts";
import { PlatformError } from "../../domain/errors.ts";
import type { EvidenceRecord, RunRecord } from "../../domain/evidence-record.ts";
import type { Measurement } from "../../domain/measurement.ts";
import {
  divideRationals,
  doubleOf,
  parseRational,
  subtractRationals,
  type Rational,
} from "../../domain/rational.ts";

/** Runs by arm and seed: the protocol's own, or with those of controls. */
export type OwnRuns = ReadonlyMap<string, ReadonlyMap<number, RunRecord>>;

/**
 * The number of one seed, on the scale of its rule. `value` may be infinite: an exact number beyond
 * the doubles, the logarithm of 0. On the scale log `exact` is what the logarithm is taken of.
 */
export interface NumberRead {
  readonly kind: "number";
  readonly value: number;
  readonly exact: Rational | null;
}

/** Measured, and no number; `state` is null where it was measured as one and has no logarithm. */
interface NoneRead {
  readonly kind: "none";
  readonly state: Measurement["state"];
  readonly why: string;
}

/** `missing`: it was not measured. */
export type Reading = NumberRead | NoneRead | { readonly kind: "missing"; readonly why: string };

/** How an arm is named in a control: "4x4 in control C2 checkerboard". */
export function inControl(arm: string, control = ""): string {
  return `${arm} in control ${control}`;
}

function groupRuns(claim: string, runs: readonly RunRecord[]): OwnRuns {
  const arms = new Map<string, Map<number, RunRecord>>();
  for (const run of runs) {
    const { control, seed, measurements } = run;
    const arm = control === null ? run.arm : inControl(run.arm, control);
    const ofArm = arms.get(arm) ?? new Map<number, RunRecord>();
    const names = new Set(measurements.map(({ name }) => name));
    if (ofArm.has(seed) || names.size < measurements.length) {
      const told = `The record of claim ${claim} has ${arm} with seed ${seed} twice: make it again.`;
      throw new PlatformError("BAD_INPUT", told);
    }
    arms.set(arm, ofArm.set(seed, run));
  }
  return arms;
}

/** @throws PlatformError BAD_INPUT for a number that stands twice, of which only one would be compared */
export function ownRunsOf({ claim, runs }: EvidenceRecord): OwnRuns {
  return groupRuns(
    claim,
    runs.filter(({ control }) => control === null),
  );
}

/** The same with those of controls, each a different arm. */
export function allRunsOf({ claim, runs }: EvidenceRecord): OwnRuns {
  return groupRuns(claim, runs);
}

export function armsOf({ arm, minus }: DriftQuantity): string[] {
  return minus === undefined ? [arm] : [arm, minus];
}

/** Of all arms of the quantity, rising. */
export function seedsOfQuantity(runs: OwnRuns, quantity: DriftQuantity): number[] {
  const seeds = armsOf(quantity).flatMap((arm) => [...(runs.get(arm)?.keys() ?? [])]);
  return [...new Set(seeds)].toSorted((left, right) => left - right);
}

const STATE_WORDS = {
  NAN: "not a number",
  POSITIVE_INFINITY: "infinite",
  NEGATIVE_INFINITY: "minus infinity",
} as const;

function readArm(runs: OwnRuns, arm: string, quantity: string, seed: number): Reading {
  const where = `${arm} with seed ${seed}`;
  const ofArm = runs.get(arm);
  if (ofArm === undefined) return { kind: "missing", why: `there is no arm ${arm}` };
  const run = ofArm.get(seed);
  if (run === undefined) return { kind: "missing", why: `${where} was not run` };
  const measured = run.measurements.find(({ name }) => name === quantity);
  if (measured === undefined) {
    const why = run.status === "FAILED" ? "failed" : `measured no ${quantity}`;
    return { kind: "missing", why: `${where} ${why}` };
  }
  const exact = measured.exact === null ? null : parseRational(measured.exact);
  const value = measured.value ?? (exact === null ? null : doubleOf(exact));
  if (value !== null) return { kind: "number", value, exact };
  const state = measured.state === null ? "no number" : STATE_WORDS[measured.state];
  const diverged = run.status === "DIVERGED" ? ": it diverged" : "";
  const why = `${quantity} of ${where} is ${state}${diverged}`;
  return { kind: "none", state: measured.state, why };
}

/** The difference, or on the scale log the ratio; null where one of them is not exact. */
function exactBetween(scale: DriftQuantity["scale"], one: NumberRead, other: NumberRead) {
  if (one.exact === null || other.exact === null) return null;
  if (scale === "absolute") return subtractRationals(one.exact, other.exact);
  const isRatio = one.exact.numerator >= 0n && other.exact.numerator > 0n;
  return isRatio ? divideRationals(one.exact, other.exact) : null;
}

function onScale(scale: DriftQuantity["scale"], one: NumberRead, other?: NumberRead): NumberRead {
  const scaled = scale === "log" ? Math.log : (value: number) => value;
  if (other === undefined) return { ...one, value: scaled(one.value) };
  const exact = exactBetween(scale, one, other);
  const value = exact === null ? scaled(one.value) - scaled(other.value) : scaled(doubleOf(exact));
  return { kind: "number", value, exact };
}

/** One seed's number: of the arm, or its difference to the other arm. */
export function readQuantity(runs: OwnRuns, quantity: DriftQuantity, seed: number): Reading {
  const numbers: NumberRead[] = [];
  for (const arm of armsOf(quantity)) {
    const reading = readArm(runs, arm, quantity.quantity, seed);
    if (reading.kind !== "number") return reading;
    numbers.push(reading);
  }
  const [one, other] = numbers;
  if (one === undefined) throw new Error("a quantity without an arm");
  const reading = onScale(quantity.scale, one, other);
  if (!Number.isNaN(reading.value)) return reading;
  const values = numbers.map(({ value }) => value).join(" and ");
  const where = `${quantity.quantity} of ${armsOf(quantity).join(" and ")} with seed ${seed}`;
  return { kind: "none", state: null, why: `${where} is ${values}, which has no logarithm` };
}
