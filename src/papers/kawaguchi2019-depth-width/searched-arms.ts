/** Smooth deep networks whose minima are searched: spec 6 item 4, and what each budget takes of it. */
import { searchedMinima } from "../../compute/measures/index.ts";
import type { SearchedMinimaSetting } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm } from "../../verification/index.ts";

const SHARED = {
  ...{ activation: "tanh", noise: 0.1 },
  // A teacher that uses the curved part of tanh: with small weights all minima are nearly flat.
  ...{ teacherGain: 3, startGain: 1.5 },
} as const;

/** Samples, then d_0 with the column of ones, widths, d_y. */
const CASES = {
  "tanh 3-3, two outputs": { samples: 60, sizes: [3, 3, 3, 2] },
  "tanh 3-2, one output": { samples: 80, sizes: [3, 3, 2, 1] },
  "tanh 3-3-3, two outputs": { samples: 80, sizes: [3, 3, 3, 3, 2] },
} as const;
const QUICK: keyof typeof CASES = "tanh 3-3, two outputs";

/** Any fixed number. */
const SEEDS = [1];
const STARTS = 10;
const DRAWS = 5;

function searchArm(setting: Pick<SearchedMinimaSetting, "samples" | "sizes">, budget: Budget): Arm {
  const effort = {
    starts: STARTS,
    draws: DRAWS,
    ...(budget === "quick" && { untilCertified: true as const }),
  };
  return arm(searchedMinima, { ...SHARED, ...setting, ...effort }, { seeds: SEEDS });
}

/** None at smoke; at quick one case until its first certified start; then all starts of all cases. */
export function searchedArms(budget: Budget): Record<string, Arm> {
  if (budget === "smoke") return {};
  const cases = Object.entries(CASES).filter(([name]) => budget !== "quick" || name === QUICK);
  return Object.fromEntries(cases.map(([name, setting]) => [name, searchArm(setting, budget)]));
}
