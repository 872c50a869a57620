/** Measures for anyone's numbers, in the order in which they are listed. */
import type { RequestedMeasure } from "../requested-measure.ts";
import { blockTerms } from "./block-terms.ts";
import { certifyMinimumOf } from "./certify-minimum.ts";
import { classicalBoundOf } from "./classical-bound.ts";
import { eliminationChecks } from "./elimination-checks.ts";
import { jacobianRank } from "./jacobian-rank.ts";
import { localMinimumQuality } from "./local-minimum-quality.ts";
import { reluMinimaOf } from "./relu-minima.ts";

export type { RequestedAnswer, RequestedMeasure } from "../requested-measure.ts";

/** The same for an input of any kind, of which it takes only what fits its schema. */
function strict<Input>(measure: RequestedMeasure<Input>): RequestedMeasure {
  return { ...measure, run: (input) => measure.run(measure.input.parse(input)) };
}

export const requestedMeasures: readonly RequestedMeasure[] = [
  strict(localMinimumQuality),
  strict(blockTerms),
  strict(jacobianRank),
  strict(certifyMinimumOf),
  strict(classicalBoundOf),
  strict(reluMinimaOf),
  strict(eliminationChecks),
];
