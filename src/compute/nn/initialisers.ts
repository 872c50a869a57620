import type { RandomStream } from "../numerics/threefry.ts";

/** How a parameter starts. Draws are float64; an engine in float32 rounds them. */
export interface Initialiser {
  readonly name: string;
  sampler(fans: { readonly in: number; readonly out: number }): (stream: RandomStream) => number;
}

/** Uniform in [low, high). */
export function uniform(low: number, high: number): Initialiser {
  return {
    name: `uniform [${low}, ${high})`,
    sampler: () => (stream) => low + (high - low) * stream.uniformFloat64(),
  };
}

/** Normal with mean 0. */
export function normal(deviation: number): Initialiser {
  return {
    name: `normal with standard deviation ${deviation}`,
    sampler: () => (stream) => deviation * stream.normal(),
  };
}

export function constant(value: number): Initialiser {
  return { name: `constant ${value}`, sampler: () => () => value };
}

export const zeros: Initialiser = constant(0);
export const ones: Initialiser = constant(1);

function uniformWithin(limit: number): (stream: RandomStream) => number {
  return (stream) => limit * (2 * stream.uniformFloat64() - 1);
}

/**
 * Uniform in +-sqrt(6 / (fan in + fan out)).
 *
 * @source Glorot and Bengio 2010, eq. 16
 */
export const glorotUniform: Initialiser = {
  name: "Glorot uniform",
  sampler: (fans) => uniformWithin(Math.sqrt(6 / (fans.in + fans.out))),
};

/**
 * Normal with variance 2 / fan in.
 *
 * @source He, Zhang, Ren, Sun 2015, eq. 10
 */
export const heNormal: Initialiser = {
  name: "He normal",
  sampler: (fans) => (stream) => Math.sqrt(2 / fans.in) * stream.normal(),
};

/** Uniform with the variance of `heNormal`: in +-sqrt(6 / fan in). */
export const heUniform: Initialiser = {
  name: "He uniform",
  sampler: (fans) => uniformWithin(Math.sqrt(6 / fans.in)),
};
