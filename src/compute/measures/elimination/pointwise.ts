/**
 * The pointwise infimum L_pw, the least loss of any function at all, and whether values exist that
 * attain it.
 *
 *   L_pw = sum over distinct inputs j of inf_q (1/m) sum of l_i(q) over the samples i of j
 *
 * @source    spec kawaguchi2020-elimination, sections 1 and 2.3 step 2 (closed forms), 2.7 (label test)
 * @units     those of the problem's loss
 * @precision float64 sums
 */
import type { LossSpec } from "./loss.ts";
import { groupsOf, targetsOf, type Problem } from "./objective.ts";

export interface Pointwise {
  /** Null: no closed form for this loss. */
  readonly infimum: number | null;
  /** Distinct inputs at which no value q attains the group's infimum: L_pw is then never attained. */
  readonly unattained: number;
}

/** inf_q of the mean loss of some labels of one output, and whether a q attains it. */
interface Least {
  readonly value: number | null;
  readonly attained: boolean;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

/** -p log p, 0 at 0. */
function surprise(p: number): number {
  return p === 0 ? 0 : -p * Math.log(p);
}

/** p_plus max(0, 1 - q)^p + p_minus max(0, 1 + q)^p, least where the slopes cancel. */
function leastHinge(labels: readonly number[], power: number): number {
  const plus = labels.filter((label) => label > 0).length / labels.length;
  const minus = 1 - plus;
  if (plus === 0 || minus === 0) return 0;
  if (power === 1) return 2 * Math.min(plus, minus);
  const ratio = (plus / minus) ** (1 / (power - 1));
  const q = (ratio - 1) / (ratio + 1);
  return plus * (1 - q) ** power + minus * (1 + q) ** power;
}

/** The lower well: Newton from its side of the bump. */
export function deepestWell(tilt: number): number {
  let q = tilt > 0 ? -1.5 : 1.5;
  for (let step = 0; step < 60; step += 1) {
    q -= (4 * q * (q * q - 1) + tilt) / (12 * q * q - 4);
  }
  return q;
}

function leastOf(loss: LossSpec, labels: readonly number[]): Least {
  const centre = mean(labels);
  switch (loss.kind) {
    case "squared":
      return { value: mean(labels.map((label) => (label - centre) ** 2)), attained: true };
    case "logistic":
      return {
        value: surprise(centre) + surprise(1 - centre),
        attained: labels.some((label) => label > 0) && labels.some((label) => label < 1),
      };
    case "hinge":
      return { value: leastHinge(labels, loss.power), attained: true };
    case "double-well": {
      const q = deepestWell(loss.tilt);
      return { value: (q * q - 1) ** 2 + loss.tilt * q, attained: true };
    }
    case "absolute": {
      const middle = labels.toSorted((left, right) => left - right)[labels.length >> 1] ?? centre;
      return { value: mean(labels.map((label) => Math.abs(label - middle))), attained: true };
    }
    default:
      return { value: null, attained: loss.kind === "truncated" };
  }
}

/** Cross entropy: the entropy of the mean label; attained where it has weight in every class. */
function leastCrossEntropy(labels: readonly (readonly number[])[]): Least {
  const classes = labels[0]?.map((_, k) => mean(labels.map((label) => label[k] ?? Number.NaN)));
  const entropy = (classes ?? []).reduce((sum, p) => sum + surprise(p), 0);
  // A mean of non-negative numbers is 0 only where all of them are: the test is exact.
  return { value: entropy, attained: (classes ?? []).every((p) => p > 0) };
}

function leastOfGroup(loss: LossSpec, labels: readonly (readonly number[])[]): Least {
  if (loss.kind === "cross-entropy") return leastCrossEntropy(labels);
  const outputs = labels[0] ?? [];
  const leasts = outputs.map((_, k) => {
    return leastOf(
      loss,
      labels.map((label) => label[k] ?? Number.NaN),
    );
  });
  const values = leasts.map(({ value }) => value);
  const isKnown = values.every((value) => value !== null);
  return {
    value: isKnown ? values.reduce((sum, one) => sum + one, 0) : null,
    attained: leasts.every(({ attained }) => attained),
  };
}

export function pointwiseInfimum(problem: Problem): Pointwise {
  const targets = targetsOf(problem);
  const groups = groupsOf(problem).map((samples) => {
    const labels = samples.map((i) => targets[i] ?? []);
    return { weight: samples.length / targets.length, ...leastOfGroup(problem.loss, labels) };
  });
  const terms = groups.map(({ weight, value }) => (value === null ? null : weight * value));
  const isKnown = terms.every((term) => term !== null);
  return {
    infimum: isKnown ? terms.reduce((sum, one) => sum + one, 0) : null,
    unattained: groups.filter(({ attained }) => !attained).length,
  };
}
