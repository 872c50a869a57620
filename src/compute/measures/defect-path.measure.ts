/**
 * The defect against its bound along a descent by gradients: at every point
 * 0 <= Delta <= 1/2 ||g||^2 / sigma_rank^2, and both go to 0 at a local minimum.
 *
 * @source    spec kawaguchi2019-depth-width, 2.1 (master formula), figure 4
 * @units     relative to 1/2 ||Y||^2
 * @precision float64
 * @cost      an SVD of J for each recorded point
 */
import type { Measure } from "./measure.ts";
import { parametersOf, withParameters } from "./minima/dense-network.ts";
import { forwardPass, gradientOf, residualsOf, type DenseModel } from "./minima/forward.ts";
import { pointOf, pointProblems, type PointSetting } from "./minima/point-setting.ts";
import { qualityOf } from "./minima/quality.ts";

export interface DefectPathSetting extends PointSetting {
  readonly rate: number;
  readonly steps: number;
  /** A point is recorded every so many steps. */
  readonly every: number;
}

export type DefectPathName = "points" | "worstExcess" | "leastDefect" | "lastDefect";

const NUMBER = (meaning: string) => ({ unit: null, meaning });

export const defectPath: Measure<DefectPathSetting, DefectPathName> = {
  name: "defect-path",
  quantities: {
    points: NUMBER("points that were recorded"),
    worstExcess: NUMBER("largest (|Delta| - bound) / (1/2 ||Y||^2)"),
    leastDefect: NUMBER("least Delta / (1/2 ||Y||^2): not negative but for rounding"),
    lastDefect: NUMBER("|Delta| / (1/2 ||Y||^2) at the end"),
  },
  problems: (setting) => [
    ...pointProblems(setting),
    ...(setting.rate > 0 && setting.steps > 0 && setting.every > 0
      ? []
      : ["rate, steps and every are above 0"]),
  ],
  run(setting, { seed }) {
    const { network: start, data } = pointOf(setting, seed);
    let network: DenseModel = start;
    const recorded: { bound: number; defect: number; excess: number }[] = [];
    for (let step = 0; step <= setting.steps; step += 1) {
      if (step % setting.every === 0) {
        const { relativeBound, defect, halfTargets, excess } = qualityOf(network, data);
        recorded.push({ bound: relativeBound, defect: defect / halfTargets, excess });
      }
      const pass = forwardPass(network, data);
      const gradient = gradientOf(network, pass, residualsOf(pass, data));
      const theta = parametersOf(network).map(
        (one, at) => one - setting.rate * (gradient[at] ?? NaN),
      );
      network = { ...network, ...withParameters(network, theta) };
    }
    const defects = recorded.map(({ defect }) => defect);
    const bounds = recorded.map(({ bound }) => bound);
    return {
      quantities: {
        points: BigInt(recorded.length),
        worstExcess: Math.max(...recorded.map(({ excess }) => excess)),
        leastDefect: Math.min(...defects),
        lastDefect: Math.abs(defects.at(-1) ?? NaN),
      },
      series: [{ name: "defect against bound", unit: null, x: bounds, y: defects }],
    };
  },
};
