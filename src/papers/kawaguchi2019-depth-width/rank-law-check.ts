/** Pass conditions of dw-rank-law, its controls, and its figure. */
import { figure, condition, CONCLUSIONS } from "../../verification/index.ts";
import type {
  Arm,
  Arms,
  Condition,
  ControlSpec,
  Figure,
  FigureResults,
  Results,
} from "../../verification/index.ts";
import { extremeOf } from "./float-results.ts";
import { POINT_LIMITS } from "./point-conditions.ts";
import { inWords } from "./quantity-words.ts";
import { FEW, lawArm, type RankLawThresholds } from "./rank-law-protocol.ts";

/** Spec 2.8. */
const ALPHA = 1e-3;
const LEAK = 1e-10;

const NAMES = {
  rank: (arm: string) => `the rank is resolved: ${arm}`,
  freedom: (arm: string) => `a degree of freedom is left: ${arm}`,
  leak: (arm: string) => `the projection takes J away: ${arm}`,
  law: (arm: string) => `chi^2 with m d_y - rank J degrees of freedom: ${arm}`,
} as const;

function ofArm(results: Results<Arms>, arm: string): Condition[] {
  const { unresolved, notSupported, vacuous } = CONCLUSIONS;
  const least = (quantity: string) => extremeOf(results, [arm, quantity], "least");
  const largest = (quantity: string) => extremeOf(results, [arm, quantity], "largest");
  return [
    condition({
      ...{
        name: NAMES.rank(arm),
        role: "precondition",
        quantity: inWords("gap"),
        relation: "atMost",
      },
      ...{ measured: largest("gap"), threshold: POINT_LIMITS.gap, ifFails: unresolved },
    }),
    condition({
      ...{ name: NAMES.freedom(arm), role: "precondition", quantity: inWords("freedom") },
      ...{ measured: least("freedom"), relation: "atLeast", threshold: 1, ifFails: vacuous },
    }),
    condition({
      ...{ name: NAMES.leak(arm), role: "claim", quantity: inWords("leak"), relation: "atMost" },
      ...{ measured: largest("leak"), threshold: LEAK, ifFails: notSupported },
    }),
    condition({
      ...{ name: NAMES.law(arm), role: "claim", quantity: "p of the law", relation: "atLeast" },
      ...{ measured: least("p"), threshold: ALPHA, ifFails: notSupported },
    }),
  ];
}

export function rankLawCheck(results: Results<Arms>, { arms }: RankLawThresholds): Condition[] {
  return arms.flatMap((arm) => ofArm(results, arm));
}

type RankLawControl = ControlSpec<Record<string, Arm>, RankLawThresholds>;

function control(
  [name, because]: readonly [string, string],
  mustFail: string,
  changes: Parameters<typeof lawArm>[0],
): RankLawControl {
  const arms = { [FEW]: { ...lawArm(changes), seeds: [1] } };
  return { name, because, mustFail, changes: () => ({ arms }) };
}

const BY_ONE = "At three degrees of freedom 200 draws tell a rank that is wrong by one.";

export const RANK_LAW_CONTROLS: readonly RankLawControl[] = [
  control(
    ["targets from the network's features", "Y depends on theta: all of it lies in col(J)."],
    ...([NAMES.law(FEW), { targets: "features" }] as const),
  ),
  control(
    [
      "a random space of the same dimension",
      "The law cannot see where the projection points: that is for the second condition.",
    ],
    ...([NAMES.leak(FEW), { projection: "random" }] as const),
  ),
  control(["the rank one too low", BY_ONE], NAMES.law(FEW), { freedomShift: 1 }),
  control(["the rank one too high", BY_ONE], NAMES.law(FEW), { freedomShift: -1 }),
];

/** The mean against 1 - rank / (m d_y), relative to m d_y. */
export function rankLawFigures(
  results: FigureResults<Arms>,
  { arms }: RankLawThresholds,
): Figure[] {
  const values = arms.flatMap((arm) => {
    const { mean = [], freedom = [], rows = [] } = results[arm]?.values ?? {};
    return mean.map((one, at) => ({
      ...{ arm, law: (freedom[at]?.value ?? 0) / (rows[at]?.value ?? 1) },
      mean: (one.value ?? 0) / (rows[at]?.value ?? 1),
    }));
  });
  const most = Math.max(...values.map(({ law }) => law));
  const line = [0, most].map((end) => ({ law: end, mean: end }));
  const encoding = {
    x: { field: "law", type: "quantitative", title: "1 - rank J / (m d_y)" },
    y: { field: "mean", type: "quantitative", title: "mean of ||PN[J] y||^2 / (s^2 m d_y)" },
  };
  const title =
    "Mean of the theory value at weights independent of Y; dashed: 1 - rank J / (m d_y)";
  const layer = [
    { data: { values: line }, mark: { type: "line", strokeDash: [4, 3] }, encoding },
    {
      ...{ data: { values }, mark: { type: "point", filled: true, size: 60 } },
      encoding: { ...encoding, color: { field: "arm", type: "nominal", title: "network" } },
    },
  ];
  return [figure("rank-law", title, { layer })];
}
