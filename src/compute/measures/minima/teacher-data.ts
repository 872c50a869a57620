/**
 * Small regression data from a random teacher of the student's own form, and random starts.
 *
 * @source    spec kawaguchi2019-depth-width, 4.1 (teacher, noise) and 6 item 4
 * @shape     X [m, d_0], its last column ones; Y [m, d_y]
 * @random    teacher, X and noise: purpose "data"; starts: purpose "initialization", one stream each
 */
import { columnsOf } from "../../numerics/column-space.ts";
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import type { Activation, DenseNetwork, RegressionData, Rows } from "./dense-network.ts";
import { forwardPass } from "./forward.ts";

export interface TeacherSetting {
  readonly activation: Activation;
  readonly samples: number;
  /** d_0 with the column of ones, d_1 .. d_H, d_y. */
  readonly sizes: readonly number[];
  /** Standard deviation of the noise on the targets. */
  readonly noise: number;
  /** Weights of the teacher are N(0, gain^2 / fan-in). */
  readonly teacherGain: number;
  /** Those of a start. */
  readonly startGain: number;
}

function normalNetwork(
  { activation, sizes }: TeacherSetting,
  gain: number,
  random: RandomStream,
): DenseNetwork {
  const matrix = (rows: number, columns: number): Rows =>
    Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => (gain * random.normal()) / Math.sqrt(rows)),
    );
  const weights = sizes.slice(1).map((width, layer) => matrix(sizes[layer] ?? 0, width));
  return { activation, weights };
}

/** @param draw which of the data sets of a seed, from 0 */
export function teacherData(setting: TeacherSetting, seed: number, draw: number): RegressionData {
  const { samples, sizes, noise, teacherGain } = setting;
  const random = new RandomStream(seed, PURPOSES.data, draw);
  const inputs = Array.from({ length: samples }, () => [
    ...Array.from({ length: (sizes[0] ?? 1) - 1 }, () => random.normal()),
    1,
  ]);
  const { outputs } = forwardPass(normalNetwork(setting, teacherGain, random), { inputs });
  const columns = outputs.map((column) => column.map((one) => one + noise * random.normal()));
  return { inputs, targets: columnsOf(columns.map((one) => [...one])).map((row) => [...row]) };
}

/** @param start which start, from 0: another stream for each draw of the data */
export function randomStart(
  setting: TeacherSetting,
  seed: number,
  { draw, start }: { readonly draw: number; readonly start: number },
): DenseNetwork {
  const random = new RandomStream(seed, PURPOSES.initialization, 1000 * draw + start);
  return normalNetwork(setting, setting.startGain, random);
}

export function teacherProblems({ samples, sizes, noise, ...gains }: TeacherSetting): string[] {
  const areSizes =
    sizes.length >= 2 && sizes.every((size) => Number.isSafeInteger(size) && size > 0);
  const isPositive = noise >= 0 && gains.teacherGain > 0 && gains.startGain > 0;
  return [
    ...(areSizes ? [] : ["sizes are d_0, the widths and d_y: positive integers"]),
    ...(Number.isSafeInteger(samples) && samples > 0 ? [] : ["samples is a positive integer"]),
    ...(isPositive ? [] : ["noise is at least 0, the gains are above 0"]),
  ];
}
