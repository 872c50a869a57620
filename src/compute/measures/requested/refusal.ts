/** Why a point of a network shows nothing about local minima, in one sentence. */
import { QUALITY_LIMITS, type Quality } from "../minima/quality.ts";

export interface Refusal {
  readonly status: "PRECONDITION_FAILED" | "INCONCLUSIVE";
  readonly reason: string;
}

/** Three digits tell it. */
const short = (value: number) => value.toPrecision(3);

const refuse = (status: Refusal["status"], reason: string): Refusal => ({ status, reason });

/** Hypotheses of the theorem that do not hold at the point. */
function brokenAt({ kinkMargin, saturation, stationarity }: Quality): Refusal | null {
  const limits = QUALITY_LIMITS;
  if (kinkMargin < limits.kinkMargin) {
    return refuse(
      "PRECONDITION_FAILED",
      `A sample lies on a kink (margin ${short(kinkMargin)}, required ${limits.kinkMargin}): the loss is not shown to be differentiable.`,
    );
  }
  if (saturation < limits.saturation) {
    return refuse(
      "PRECONDITION_FAILED",
      `A unit is saturated on all samples (slope at most ${short(saturation)}): the point may lie on a descent to infinity.`,
    );
  }
  if (stationarity > limits.stationarity) {
    return refuse(
      "PRECONDITION_FAILED",
      `The point is not stationary: ||g|| / (||J||_F ||y||) is ${short(stationarity)}, required at most ${limits.stationarity}.`,
    );
  }
  return null;
}

/** Null: it is resolved. */
function unresolvedRank(quality: Quality): Refusal | null {
  const { gap, cutSensitivity, rank, lastSingular, nextSingular } = quality;
  if (gap <= QUALITY_LIMITS.gap && cutSensitivity <= QUALITY_LIMITS.cutSensitivity) return null;
  return refuse(
    "INCONCLUSIVE",
    `The rank of J is not resolved: ${rank}, with singular values ${short(lastSingular)} and ${short(nextSingular)} on both sides of the cut.`,
  );
}

/** First hypotheses that do not hold, then what these numbers cannot tell; null: they tell. */
export function refusalOf(quality: Quality): Refusal | null {
  const { stationarity, relativeBound, excess } = quality;
  const limits = QUALITY_LIMITS;
  if (!Number.isFinite(stationarity)) {
    return refuse("INCONCLUSIVE", "The outputs or their derivatives are not finite numbers.");
  }
  const refusal = brokenAt(quality) ?? unresolvedRank(quality);
  if (refusal !== null) return refusal;
  if (relativeBound > limits.bound) {
    return refuse(
      "INCONCLUSIVE",
      `The defect is known to ${short(relativeBound)} of 1/2 ||Y||^2 only, required ${limits.bound}: the gradient is not small against the least singular value.`,
    );
  }
  if (excess > limits.excess) {
    return refuse(
      "INCONCLUSIVE",
      `The defect is beyond its bound by ${short(excess)} of 1/2 ||Y||^2: rounding, or a rank that is not resolved.`,
    );
  }
  return null;
}

/** Numbers that JSON can carry. */
export function finiteOf(numbers: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => Number.isFinite(value)));
}
