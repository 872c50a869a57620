import type { HostArrays } from "../engine/engines/engine.ts";
import { flatSize, flatten, unflatten, unflattenTensor } from "../engine/flat.ts";
import { sizeOf } from "../engine/graph.ts";
import type { InputSpecs, Tensors, TraceTf } from "../engine/program.ts";
import type { Tensor } from "../engine/tfjs.ts";
import { inputsOf, type ParameterSpecs } from "../nn/parameters.ts";
import type { StepParts } from "./train-step.ts";

/** How parameters lie in the state of a step; slots lie like them. No number depends on it. */
export interface StateLayout {
  /** The arrays of the state, each with a slot of every kind. */
  readonly arrays: InputSpecs;
  /** Parameters by name, of arrays of the state. */
  split(tf: TraceTf, arrays: Tensors): Tensors;
  /** Arrays like those of the state, of one tensor for each parameter. */
  join(tf: TraceTf, parameters: Tensors): Tensors;
  /** What each array decays by; arrays of which nothing decays are missing. */
  decay(tf: TraceTf, decayed: ReadonlySet<string>, coefficient: number): Tensors;
  splitData(arrays: HostArrays): HostArrays;
  joinData(parameters: HostArrays): HostArrays;
}

/** Each parameter by itself. */
function separate(specs: ParameterSpecs, replicas: number | null): StateLayout {
  return {
    arrays: inputsOf(specs, replicas),
    split: (_tf, arrays) => arrays,
    join: (_tf, parameters) => parameters,
    decay: (tf, decayed, coefficient) =>
      Object.fromEntries([...decayed].map((name) => [name, tf.scalar(coefficient)])),
    splitData: (arrays) => arrays,
    joinData: (parameters) => parameters,
  };
}

/** All parameters in one vector: one update of many numbers in place of many updates of few. */
function together(specs: ParameterSpecs): StateLayout {
  const entries = Object.entries(specs);
  return {
    arrays: { all: { shape: [flatSize(specs)] } },
    split: (tf, { all }) => unflattenTensor(tf, specs, all as Tensor),
    join(tf, parameters) {
      const parts = entries.map(([name]) => tf.reshape(parameters[name] as Tensor, [-1]));
      return { all: tf.concat(parts) };
    },
    decay(tf, decayed, coefficient) {
      if (decayed.size === 0) return {};
      const parts = entries.map(([name, { shape }]) =>
        tf.fill([sizeOf(shape)], decayed.has(name) ? coefficient : 0),
      );
      return { all: tf.concat(parts) };
    },
    splitData: ({ all }) => unflatten(specs, all as Float64Array),
    joinData: (parameters) => ({ all: flatten(specs, parameters) }),
  };
}

function named<T>(names: readonly string[], given: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, given[name] as T]));
}

/** Small parameters in one vector, each large one by itself. */
function mixed(specs: ParameterSpecs, most: number): StateLayout {
  const names = Object.keys(specs);
  const isSmall = (name: string) => sizeOf(specs[name]?.shape ?? []) <= most;
  const small = names.filter(isSmall);
  const large = names.filter((name) => !isSmall(name));
  // A vector of no numbers is no array.
  if (small.length === 0) return separate(specs, null);
  const [joined, apart] = [together(named(small, specs)), separate(named(large, specs), null)];
  return {
    arrays: { ...joined.arrays, ...apart.arrays },
    split: (tf, arrays) => named(names, { ...arrays, ...joined.split(tf, arrays) }),
    join: (tf, parameters) => ({ ...joined.join(tf, parameters), ...named(large, parameters) }),
    decay: (tf, decayed, coefficient) => {
      const of = (list: readonly string[]) => new Set(list.filter((name) => decayed.has(name)));
      const factors = [
        joined.decay(tf, of(small), coefficient),
        apart.decay(tf, of(large), coefficient),
      ];
      return Object.assign({}, ...factors) as Tensors;
    },
    splitData: (arrays) => named(names, { ...arrays, ...joined.splitData(arrays) }),
    joinData: (parameters) => ({
      ...joined.joinData(parameters),
      ...named(large, parameters),
    }),
  };
}

/**
 * Beyond this, the copies between vector and parameters cost what the fewer operations save
 * (measured with Adam: 35 % saved at 3,700 numbers, 15 % at 34,000, nothing at 85,000).
 */
const MOST_TOGETHER = 2 ** 16;
/**
 * Of larger networks, parameters of so many numbers at most are together: of the residual network of the
 * benchmarks 49 of 58, which saves a twentieth of a step on TensorFlow and a quarter of compiling.
 */
const MOST_OF_ONE = 2 ** 13;

/** An update without slots is one product with the gradient's; it is better left beside it. */
export function layoutOf({ network, optimiser, replicas = null }: StepParts): StateLayout {
  const { parameters } = network;
  if (replicas !== null || optimiser.slots.length === 0) return separate(parameters, replicas);
  const isSmall = flatSize(parameters) <= MOST_TOGETHER;
  return isSmall ? together(parameters) : mixed(parameters, MOST_OF_ONE);
}
