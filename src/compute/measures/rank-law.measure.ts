/**
 * Holds ||PN[J] y||^2 / s^2 for Y ~ N(0, s^2 I), independent of theta, to chi^2 with m d_y - rank J
 * degrees of freedom: a calibration of the rank decision and of the projection.
 *
 * @source    spec kawaguchi2019-depth-width, 2.8
 * @shape     network sizes, number of draws -> the test's numbers
 * @precision p: see kolmogorov-smirnov.ts; the projection in float64
 * @random    weights: purpose "initialization"; X: purpose "data"; targets: purpose "noise"
 * @cost      m d_y rank operations for each draw
 * @fails     full row rank leaves no degree of freedom: p is NaN
 */
import gammainc from "@stdlib/math-base-special-gammainc";
import {
  columnSpaceOf,
  projectOut,
  rankOf,
  type ColumnSpace,
  type Columns,
} from "../numerics/column-space.ts";
import { kolmogorovSmirnov } from "../numerics/kolmogorov-smirnov.ts";
import { PURPOSES, RandomStream } from "../numerics/threefry.ts";
import { dot, norm } from "../numerics/vectors.ts";
import type { Measure } from "./measure.ts";
import { forwardPass, jacobianBlocks, jacobianColumns } from "./minima/forward.ts";
import { ratio } from "./minima/quality.ts";
import {
  randomStart,
  teacherData,
  teacherProblems,
  type TeacherSetting,
} from "./minima/teacher-data.ts";

export interface RankLawSetting extends Omit<TeacherSetting, "noise" | "teacherGain"> {
  /** Of Y. */
  readonly draws: number;
  /** s. */
  readonly scale: number;
  /** `features`: Y is a random combination of the network's features, not independent of theta. */
  readonly targets: "independent" | "features";
  /** `random`: on a random space of the same dimension in place of col(J). */
  readonly projection: "jacobian" | "random";
  /** Added to the degrees of freedom; 0 where the rank is right. */
  readonly freedomShift: number;
}

export type RankLawName =
  "p" | "distance" | "mean" | "variance" | "freedom" | "rank" | "rows" | "gap" | "leak";

/** Only the inputs are taken of the data: their targets are not used. */
const NO_TEACHER = { noise: 0, teacherGain: 1 };

const NUMBER = (meaning: string) => ({ unit: null, meaning });

function gaussianColumns(rows: number, count: number, random: RandomStream): Float64Array[] {
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: rows }, () => random.normal()),
  );
}

/** Draws of vec(Y): normal, or a random combination of the features of the last layer. */
function drawer(
  { targets, scale }: RankLawSetting,
  features: Columns,
  random: RandomStream,
): (rows: number) => Float64Array {
  if (targets === "independent") {
    return (rows) => Float64Array.from({ length: rows }, () => scale * random.normal());
  }
  return (rows) => {
    const sum = new Float64Array(rows);
    const samples = features[0]?.length ?? 0;
    for (let start = 0; start < rows; start += samples) {
      for (const feature of features) {
        const factor = scale * random.normal();
        for (let at = 0; at < samples; at += 1) {
          sum[start + at] = (sum[start + at] ?? 0) + factor * (feature[at] ?? NaN);
        }
      }
    }
    return sum;
  };
}

/** ||PN J||_F / ||J||_F: of the right space it is rounding. */
function leakOf(space: ColumnSpace, rank: number, jacobian: readonly Float64Array[]): number {
  const outside = jacobian.map((column) => norm(projectOut(space, rank, column)));
  return ratio(Math.hypot(...outside), Math.hypot(...jacobian.map(norm)));
}

function momentsOf(values: readonly number[]) {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

export const rankLaw: Measure<RankLawSetting, RankLawName> = {
  name: "rank-law",
  quantities: {
    p: NUMBER("of the test of Kolmogorov and Smirnov against chi^2"),
    distance: NUMBER("its distance D"),
    mean: NUMBER("mean of ||PN[J] y||^2 / s^2"),
    variance: NUMBER("their variance; twice the degrees of freedom in expectation"),
    freedom: NUMBER("degrees of freedom of the law that is tested"),
    rank: NUMBER("rank of J in float64"),
    rows: NUMBER("m d_y"),
    gap: NUMBER("sigma_(rank + 1) / sigma_rank"),
    leak: NUMBER("||PN J||_F / ||J||_F"),
  },
  problems: (setting) => [
    ...teacherProblems({ ...setting, ...NO_TEACHER }),
    ...(setting.draws > 1 && setting.scale > 0 ? [] : ["draws is above 1, scale above 0"]),
  ],
  run(setting, { seed }) {
    const drawn = { ...setting, ...NO_TEACHER };
    const data = teacherData(drawn, seed, 0);
    const network = randomStart(drawn, seed, { draw: 0, start: 0 });
    const pass = forwardPass(network, data);
    const jacobian = jacobianColumns(jacobianBlocks(network, pass));
    const own = columnSpaceOf(jacobian);
    const { rank, last, next } = rankOf(own);
    const rows = jacobian[0]?.length ?? 0;
    const elsewhere = new RandomStream(seed, PURPOSES.noise, 1);
    const space =
      setting.projection === "jacobian"
        ? own
        : columnSpaceOf(gaussianColumns(rows, rank, elsewhere));
    const draw = drawer(
      setting,
      pass.features.at(-1) ?? [],
      new RandomStream(seed, PURPOSES.noise, 0),
    );
    const values = Array.from({ length: setting.draws }, () => {
      const outside = projectOut(space, rank, draw(rows));
      return dot(outside, outside) / setting.scale ** 2;
    });
    const freedom = rows - rank + setting.freedomShift;
    const fit =
      freedom > 0
        ? kolmogorovSmirnov(values, (x) => gammainc(x / 2, freedom / 2))
        : { p: NaN, distance: NaN };
    return {
      quantities: {
        ...fit,
        ...momentsOf(values),
        ...{ freedom: BigInt(freedom), rank: BigInt(rank), rows: BigInt(rows) },
        gap: ratio(next, last),
        leak: leakOf(space, rank, jacobian),
      },
    };
  },
};
