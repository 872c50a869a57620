/**
 * Gradient flow on the objective with one exponential neuron, followed to a large time.
 *
 * @source    spec kawaguchi2020-elimination, sections 2.6, 2.7 and 2.8
 * @shape     problem with one output, start z = (theta, a, b, w) -> numbers; curves against time
 * @units     time of dz/dt = -grad Lt
 * @precision tolerance of a step, relative to 1 + |z_i|
 * @cost      a few thousand steps to t = 10^6, each two Hessians
 * @fails     a flow that needs too many steps is not complete: it says so and where it was
 */
import { followFlow, type FlowReport, type FlowState } from "./elimination/flow.ts";
import { missingHypotheses } from "./elimination/hypotheses.ts";
import { normalised } from "./elimination/normalise.ts";
import { largestGroupGradient, layoutOf, type Problem } from "./elimination/objective.ts";
import { pointwiseInfimum } from "./elimination/pointwise.ts";
import { problemProblems } from "./elimination/problems.ts";
import type { Measure } from "./measure.ts";

export interface NeuronFlowSetting {
  readonly problem: Problem;
  /** (theta, a, b, w); without neuron theta. */
  readonly start: readonly number[];
  readonly until: number;
  /** Of one step, relative to 1 + |z_i|. */
  readonly tolerance: number;
  /** Parameters of the model, from 0, that are expected not to move. */
  readonly resting?: readonly number[];
}

type Name =
  | "missingHypotheses"
  | "complete"
  | "steps"
  | "rateEarly"
  | "rateMiddle"
  | "rate"
  | "gain"
  | "invariantError"
  | "gradientNorm"
  | "objective"
  | "loss"
  | "aboveInfimum"
  | "groupGradient"
  | "reach"
  | "exponent"
  | "a"
  | "b"
  | "firstParameter"
  | "restingMove";

/** Far more than any flow of the spec takes: 12,000. */
const MOST_STEPS = 60_000;

const CURVES: readonly (readonly [name: string, of: (state: FlowState) => number])[] = [
  ["b", ({ b }) => b],
  ["4 lambda t a^2", ({ rate }) => rate],
  ["neuron's part of the loss", ({ objective, loss }) => Math.abs(objective - loss)],
  ["loss", ({ loss }) => loss],
  ["objective", ({ objective }) => objective],
  ["first parameter", ({ theta }) => theta[0] ?? Number.NaN],
  ["neuron", ({ a, b }) => a * Math.exp(b)],
];

function atEnd({ problem, resting = [] }: NeuronFlowSetting, report: FlowReport) {
  const { states, gain, integral, drift, moved } = report;
  const last = states.at(-1);
  const { loss = Number.NaN, theta = [] } = last ?? {};
  const { infimum } = pointwiseInfimum(problem);
  return {
    gain,
    invariantError: integral === 0 ? 0 : Math.max(Math.abs(gain - integral), drift) / integral,
    gradientNorm: report.gradientNorm,
    objective: last?.objective ?? Number.NaN,
    loss,
    aboveInfimum: loss - (infimum ?? Number.NaN),
    groupGradient: largestGroupGradient(normalised(problem), theta),
    reach: last?.reach ?? Number.NaN,
    exponent: last?.exponent ?? Number.NaN,
    a: last?.a ?? Number.NaN,
    b: last?.b ?? Number.NaN,
    firstParameter: theta[0] ?? Number.NaN,
    restingMove: Math.max(0, ...resting.map((index) => moved[index] ?? Number.NaN)),
  };
}

export const neuronFlow: Measure<NeuronFlowSetting, Name> = {
  name: "neuron-flow",
  quantities: {
    missingHypotheses: { unit: null, meaning: "hypotheses of the theorem that do not hold" },
    complete: { unit: null, meaning: "1 where the flow came to its end, else 0" },
    steps: { unit: null, meaning: "steps of the integrator that were kept" },
    rateEarly: { unit: null, meaning: "4 lambda t a^2 at a ten-thousandth of the time" },
    rateMiddle: { unit: null, meaning: "4 lambda t a^2 at a hundredth of the time" },
    rate: { unit: null, meaning: "4 lambda t a^2 at the end" },
    gain: { unit: null, meaning: "b - a^2 / 2 at the end minus at the start" },
    invariantError: {
      unit: null,
      meaning: "gain against the integral of 2 lambda a^2 on all the way, relative",
    },
    gradientNorm: { unit: null, meaning: "length of the gradient after one more plain step" },
    objective: { unit: null, meaning: "Lt at the end" },
    loss: { unit: null, meaning: "L(theta) at the end" },
    aboveInfimum: { unit: null, meaning: "L(theta) - L_pw at the end" },
    groupGradient: { unit: null, meaning: "largest |Gamma_j| at the end, normalised" },
    reach: { unit: null, meaning: "largest |g(x_i)| at the end" },
    exponent: { unit: null, meaning: "largest w . x_i + b at the end" },
    a: { unit: null, meaning: "a at the end; 0 without a neuron" },
    b: { unit: null, meaning: "b at the end; 0 without one" },
    firstParameter: { unit: null, meaning: "first parameter of the model at the end" },
    restingMove: { unit: null, meaning: "how far a parameter that should rest was moved" },
  },
  problems({ problem, start, until, tolerance }) {
    const { size, outputs } = layoutOf(problem);
    return [
      ...problemProblems(problem),
      ...(outputs === 1 ? [] : [`the flow's law is read of one output, not of ${outputs}`]),
      ...(start.length === size ? [] : [`z has ${size} numbers, not ${start.length}`]),
      ...(until > 0 ? [] : [`a flow until ${until}`]),
      ...(tolerance > 0 && tolerance < 1 ? [] : [`a tolerance of ${tolerance}`]),
    ];
  },
  run(setting) {
    const { problem, start, until, tolerance } = setting;
    const stops = [until / 1e4, until / 1e2];
    const plan = { until, tolerance, stops, mostSteps: MOST_STEPS };
    const report = followFlow(problem, start, plan);
    const rateAt = (time: number) => report.states.find((one) => one.time === time)?.rate;
    return {
      quantities: {
        missingHypotheses: BigInt(missingHypotheses(problem).length),
        complete: report.complete ? 1n : 0n,
        steps: BigInt(report.steps),
        rateEarly: rateAt(until / 1e4) ?? Number.NaN,
        rateMiddle: rateAt(until / 1e2) ?? Number.NaN,
        rate: report.states.at(-1)?.rate ?? Number.NaN,
        ...atEnd(setting, report),
      },
      series: CURVES.map(([name, of]) => ({
        ...{ name, unit: null },
        x: report.curve.map(({ time }) => time),
        y: report.curve.map(of),
      })),
    };
  },
};
