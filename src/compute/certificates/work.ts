/**
 * How much work the proof of a certificate is, from its sizes alone: a check ends within about a minute.
 *
 * @source measured, with margins: a unit of work is some 0.1 microseconds
 */
import type { IsolatedMinimum, MinimumCertificate, ReluCell } from "./minimum-certificate.ts";

export const WORK_MAX = 3e8;

/** Enclosing sigma with two derivatives, beside a product of two enclosures. */
const SIGMA = 5_000;
/** Bits of a number before its products cost more than of any shorter one. */
const SHORT = 2_000;

function bitsOf(numbers: readonly number[]): number {
  const largest = numbers.reduce((most, one) => Math.max(most, Math.abs(one)), 1);
  return Math.log2(largest);
}

/** Two Hessians of n^2 entries, weight by weight and sample by sample; minors of n^3 products, n long. */
function ofIsolated({ network, data, free, point, box, preconditioner }: IsolatedMinimum): number {
  const units = network.layers.slice(0, -1).reduce((sum, [, columns]) => sum + columns, 0);
  const ofSample = point.length * (free.length ** 2 + 10) + SIGMA * units;
  const ends = box.flatMap(({ low, high }) => [low, high]);
  const given = [...data.inputs.flat(), ...data.targets.flat(), ...preconditioner.flat()];
  const bits = network.layers.length * bitsOf([...point, ...ends, ...given]);
  const longer = Math.max(1, bits / SHORT) ** 2;
  return (2 * data.inputs.length * ofSample + free.length ** 4) * longer;
}

/** Sums of fractions have at most the product of the denominators below. */
function longestOf(texts: readonly string[]): number {
  const denominators = new Set(texts.map((text) => text.split("/")[1] ?? ""));
  const below = [...denominators].reduce((sum, { length }) => sum + length, 0);
  return below + 3 * texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** Common divisors of sums of fractions, by Euclid's algorithm: digits squared each. */
function ofCell({ data, point }: ReluCell): number {
  const digits = longestOf([...data.inputs.flat(), ...data.targets.flat(), ...point]);
  return (data.inputs.length * point.length * digits * (digits + 500)) / 50;
}

/** In units of which WORK_MAX are checked. */
export function workOf(certificate: MinimumCertificate): number {
  return certificate.kind === "relu-cell" ? ofCell(certificate) : ofIsolated(certificate);
}
