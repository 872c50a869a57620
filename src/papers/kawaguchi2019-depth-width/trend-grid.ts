/** The grids of the trend claims: which students are trained on what, at each budget. */
import { trendTraining } from "../../compute/measures/index.ts";
import type { Student, StudentActivation, TrendSetting } from "../../compute/measures/index.ts";
import { arm, type Arm } from "../../verification/index.ts";

/** Every combination of them. */
export interface Grid {
  readonly activations: readonly StudentActivation[];
  /** H, increasing. */
  readonly depths: readonly number[];
  /** d, increasing. */
  readonly widths: readonly number[];
}

export type Conditions = Omit<TrendSetting, "student">;

/** "tanh, 2 hidden layers, width 4" */
export function armName({ activation, hiddenLayers, width }: Student): string {
  return `${activation}, ${layersWords(hiddenLayers)}, width ${width}`;
}

export function layersWords(hiddenLayers: number): string {
  return `${hiddenLayers} hidden layer${hiddenLayers === 1 ? "" : "s"}`;
}

export function studentsOf({ activations, depths, widths }: Grid): Student[] {
  return activations.flatMap((activation) =>
    depths.flatMap((hiddenLayers) => widths.map((width) => ({ activation, hiddenLayers, width }))),
  );
}

export function armsOf(grid: Grid, conditions: Conditions): Record<string, Arm> {
  const arms = studentsOf(grid).map((student) => {
    return [armName(student), arm(trendTraining, { student, ...conditions })] as const;
  });
  return Object.fromEntries(arms);
}

/** Blocks by their seeds, 1 to n. */
export function blocks(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
