/**
 * Whether a point of a dense network with squared loss is a local minimum, proven in intervals, with
 * the document that anyone can check; or the test that it does not pass.
 *
 * @source    spec kawaguchi2019-depth-width, section 4
 * @random    purpose "noise", seed 0: the descent search at degenerate points
 */
import { z } from "zod";
import { badInput } from "../../../domain/bad-input.ts";
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import {
  certificationNumbers,
  CERTIFIED_MINIMUM_QUANTITIES,
  freeProblems,
} from "../certified-minimum.measure.ts";
import { certifyMinimum, type Certification, type CertifyOutcome } from "../minima/certify.ts";
import type { Refutation } from "../minima/descent.ts";
import { minimumDocument } from "../minima/minimum-document.ts";
import { refuteMinimum } from "../minima/refute.ts";
import type { RequestedAnswer, RequestedMeasure, RequestedNumbers } from "../requested-measure.ts";
import {
  brokenHypothesis,
  DENSE_EXAMPLE,
  denseModelSchema,
  requireFitting,
  sizesOf,
  type DenseModelInput,
} from "./dense-model.ts";
import { finiteOf } from "./refusal.ts";

export interface CertifyMinimumInput extends DenseModelInput {
  readonly free?: readonly number[];
  readonly search?: boolean;
}

const { value: _, ...NUMBERS } = CERTIFIED_MINIMUM_QUANTITIES;

const MEANINGS = {
  ...Object.fromEntries(Object.entries(NUMBERS).map(([name, { meaning }]) => [name, meaning])),
  valueLow: "proven lower bound of 1/2 ||Yhat - Y||^2 at the minimum; the point's own if none",
  valueHigh: "proven upper bound of the same",
  parameters: "theta at the end of the search: W^(1) row by row, .., W^(H+1), A",
  directions: "directions of the descent search, where second derivatives do not decide",
  refuting: "directions among them that prove that the point is no local minimum",
  descentDirection: "one that proves it, in the free parameters",
  descentPower: "the loss falls like this power of the distance along it",
  descentCoefficient: "with at most this factor, proven in intervals",
} as const;

/** m d_y P^2, the work of one Hessian in intervals, at most: some ten seconds for all radii. */
const LARGEST_WORK = 60_000;

/** @throws PlatformError BAD_INPUT where it is more */
function requireProvable(input: CertifyMinimumInput): void {
  const { rows, parameters } = sizesOf(input);
  const moving = input.free?.length ?? parameters;
  if (rows * moving ** 2 <= LARGEST_WORK) return;
  throw badInput(
    ["data", "inputs"],
    `a proof in intervals with ${rows} residuals and ${moving} free parameters is too much work: m d_y P^2 may be at most ${LARGEST_WORK}; take fewer samples, or let fewer parameters move (free)`,
  );
}

const short = (value: number) => value.toPrecision(3);

/** Why each outcome proves nothing, in one sentence. */
function reasonOf(outcome: Exclude<CertifyOutcome, "certified">, { end, order }: Certification) {
  const { stationarity, quality } = end;
  const reasons: Record<typeof outcome, string> = {
    far: `The parameters have length ${short(quality.parameterNorm)} or still grow: the minimum lies at infinity, or the columns of X and Y are not of unit size.`,
    saturated: `A unit is saturated on all samples (slope at most ${short(quality.saturation)}): the point may lie on a descent to infinity.`,
    kink: `A sample lies on a kink (margin ${short(quality.kinkMargin)}): the loss is not shown to be differentiable there.`,
    "not-stationary": `The point is not stationary: ||g|| / (||J||_F ||y||) is ${short(stationarity)}, required at most 1e-10; "search": true looks for a minimum from there.`,
    "not-minimum": `The point is no local minimum: the Hessian has the eigenvalue ${short(order.least)}, the largest being ${short(order.largest)}.`,
    degenerate: `The Hessian has ${order.nullity} eigenvalues that are 0 up to rounding, the symmetry ${order.gaugeDimension} dimensions, and its least eigenvalue is ${short(order.least)}: whether it is a minimum is not decided by second derivatives.`,
    "not-enclosed":
      "No box around the point is proven to hold exactly one critical point: the Hessian varies too much, or the gradient is not known well enough.",
  };
  return reasons[outcome];
}

/** One direction proves that the point is no local minimum. */
function noMinimum(
  { direction, power, coefficient }: Pick<Refutation, "direction" | "power" | "coefficient">,
  numbers: RequestedNumbers,
): RequestedAnswer {
  const descent = { descentDirection: direction, descentPower: power };
  return {
    status: "PRECONDITION_FAILED",
    reason: `The point is no local minimum: along the direction given the loss falls like the power ${power} of the distance.`,
    numbers: { ...numbers, ...descent, descentCoefficient: coefficient.high },
  };
}

/** Where second derivatives do not decide: the loss itself along directions. */
async function refused(
  found: Certification,
  { data, free }: CertifyMinimumInput,
  numbers: RequestedNumbers,
): Promise<RequestedAnswer> {
  const { outcome, descent } = found;
  if (outcome === "certified") return { status: "MEASURED", numbers };
  if (descent !== null) return noMinimum({ ...descent, power: 2 }, numbers);
  const reason = reasonOf(outcome, found);
  if (outcome === "not-enclosed") return { status: "INCONCLUSIVE", reason, numbers };
  if (outcome !== "degenerate") return { status: "PRECONDITION_FAILED", reason, numbers };
  const random = new RandomStream(0, PURPOSES.noise, 0);
  const among = free === undefined ? {} : { free };
  const searched = await refuteMinimum(found.end.network, data, random, among);
  const { directions, refuting, first } = searched;
  const all = { ...numbers, directions, refuting };
  return first === null ? { status: "INCONCLUSIVE", reason, numbers: all } : noMinimum(first, all);
}

function numbersOf(found: Certification): RequestedNumbers {
  const { value, ...numbers } = certificationNumbers(found);
  const { network } = found.end;
  return {
    ...finiteOf(numbers),
    ...finiteOf({ valueLow: value.low, valueHigh: value.high }),
    parameters: [...network.weights, network.skip ?? []].flat(2),
  };
}

export const certifyMinimumOf: RequestedMeasure<CertifyMinimumInput> = {
  name: "certify-minimum",
  title: "Whether a point of a network is a strict local minimum, proven, with a certificate.",
  source: "Krawczyk 1969, Kantorovich 1948; docs/certificates.md, isolated-minimum",
  input: z.strictObject({
    ...denseModelSchema.shape,
    free: z
      .array(z.int().nonnegative())
      .min(1)
      .exactOptional()
      .describe(
        "places of the parameters that may move, ascending, in W^(1) row by row, .., W^(H+1), A; absent: all",
      ),
    search: z
      .boolean()
      .exactOptional()
      .describe(
        "true: a minimum is looked for from the parameters; absent: they are judged as they are",
      ),
  }),
  example: DENSE_EXAMPLE,
  meanings: MEANINGS,
  async run(input) {
    requireFitting(input);
    const { network, data, free, search } = input;
    const [problem] = freeProblems(network, free);
    if (problem !== undefined) throw badInput(["free"], problem);
    const broken = brokenHypothesis(input);
    if (broken !== null) return { status: "PRECONDITION_FAILED", reason: broken, numbers: {} };
    requireProvable(input);
    const options = { ...(free && { free }), ...(search !== undefined && { search }) };
    const found = certifyMinimum(network, data, options);
    const answer = await refused(found, input, numbersOf(found));
    const [largest] = found.boxes;
    if (largest === undefined) return answer;
    return { ...answer, certificate: minimumDocument(found, largest, data) };
  },
};
