/** Data in fractions as text, as settings and certificates have them: given, or drawn from the seed. */
import { parseRational, rational } from "../../../domain/rational.ts";
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import { LEAK } from "./dense-network.ts";
import type { ExactData, ReluKind } from "./relu-network.ts";

/** Integers or fractions p/q: X by rows, and y. */
export interface FractionData {
  readonly inputs: readonly (readonly string[])[];
  readonly targets: readonly string[];
}

export const RELU_ACTIVATIONS = ["relu", "leaky-relu"] as const;
export type ReluActivation = (typeof RELU_ACTIVATIONS)[number];

const FRACTION = /^-?\d+(\/[1-9]\d*)?$/;

export function kindOf(activation: ReluActivation): ReluKind {
  const leak = activation === "relu" ? rational(0n) : rational(1n, BigInt(1 / LEAK));
  return { leak };
}

export function toExactData({ inputs, targets }: FractionData): ExactData {
  return {
    inputs: inputs.map((row) => row.map(parseRational)),
    targets: targets.map(parseRational),
  };
}

/** What is wrong with data that a person or a claim wrote. */
export function fractionProblems({ inputs, targets }: FractionData): string[] {
  const width = inputs[0]?.length ?? 0;
  return [
    ...(width === 0 ? ["it has no inputs"] : []),
    ...(inputs.every((row) => row.length === width) ? [] : ["its inputs differ in length"]),
    ...(inputs.length === targets.length ? [] : ["it has not one target for each input"]),
    ...[...inputs.flat(), ...targets]
      .filter((text) => !FRACTION.test(text))
      .map((text) => `"${text}" is not an integer or a fraction p/q`),
  ];
}

/** Drawn entries lie within this of 0. */
const LARGEST_ENTRY = 20;

/** Integers, two inputs that are not both 0 and a target for each sample; purpose "data". */
export function drawData(samples: number, seed: number): FractionData {
  const stream = new RandomStream(seed, PURPOSES.data, samples);
  const entry = () => String((stream.word() % (2 * LARGEST_ENTRY + 1)) - LARGEST_ENTRY);
  const inputs = Array.from({ length: samples }, () => {
    let row = [entry(), entry()];
    while (row.every((one) => one === "0")) row = [entry(), entry()];
    return row;
  });
  return { inputs, targets: inputs.map(entry) };
}
