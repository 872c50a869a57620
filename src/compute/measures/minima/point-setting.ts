/**
 * A point as a claim's setting states it: a network with its data, or what a control makes of them.
 *
 * @random purpose "initialization" moves the parameters, purpose "data" draws targets
 */
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import { parametersOf, withParameters, type RegressionData } from "./dense-network.ts";
import type { DenseModel } from "./forward.ts";
import { modelProblems } from "./model-problems.ts";

export interface PointSetting {
  readonly network: DenseModel;
  readonly data: RegressionData;
  /** Standard deviation by which each parameter is moved; absent: it stays. */
  readonly moved?: number;
  /** Targets drawn from N(0, 1) in place of the data's. */
  readonly drawnTargets?: true;
}

export function pointProblems({ network, data, moved = 0 }: PointSetting): string[] {
  const ofModel = modelProblems(network, data).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );
  return moved >= 0 ? ofModel : [...ofModel, "moved is a standard deviation: at least 0"];
}

export function pointOf(
  setting: PointSetting,
  seed: number,
): { readonly network: DenseModel; readonly data: RegressionData } {
  const { network, data, moved = 0, drawnTargets } = setting;
  const steps = new RandomStream(seed, PURPOSES.initialization, 0);
  const theta = parametersOf(network).map((one) => one + moved * steps.normal());
  const drawn = new RandomStream(seed, PURPOSES.data, 0);
  const targets = data.targets.map((row) =>
    row.map((one) => (drawnTargets ? drawn.normal() : one)),
  );
  return {
    network: moved === 0 ? network : { ...network, ...withParameters(network, theta) },
    data: { ...data, targets },
  };
}
