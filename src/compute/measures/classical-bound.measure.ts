/**
 * The locally induced structure of one dense network at its parameters, and its loss beside those of the
 * classical models that the structure bounds it by.
 *
 * @source    spec kawaguchi2019-depth-width, 2.5
 * @shape     a network with data given, or built from the seed (relu-tail-network.ts)
 * @units     defects relative to 1/2 ||Y||_F^2
 * @precision float64
 */
import type { DenseNetwork, RegressionData } from "./minima/dense-network.ts";
import { classicalBound } from "./minima/induced-structure.ts";
import { reluTailNetwork, type ReluTailSetting } from "./minima/relu-tail-network.ts";
import { modelProblems } from "./minima/model-problems.ts";
import type { Measure } from "./measure.ts";

export interface ClassicalBoundSetting {
  readonly model:
    | { readonly network: DenseNetwork; readonly data: RegressionData }
    | { readonly built: ReluTailSetting };
  /** t: the layer whose features the classical model takes; 0: the inputs. */
  readonly from: number;
}

export type ClassicalBoundName =
  "spareUnits" | "margin" | "stationarity" | "value" | "defect" | "excess" | "termsDefect";

export const classicalBoundMeasure: Measure<ClassicalBoundSetting, ClassicalBoundName> = {
  name: "classical-bound",
  quantities: {
    spareUnits: { unit: null, meaning: "least |S^(l)| less d_y: (i) asks for at least 0" },
    margin: { unit: null, meaning: "least relative |Z_ik| of the units in S; 0: S is empty" },
    stationarity: { unit: null, meaning: "||g|| / (||J||_F ||y||) in A and C" },
    value: { unit: "loss", meaning: "L by the forward pass" },
    defect: { unit: null, meaning: "|L - 1/2 ||PN[B_S] Y||^2|, (A)" },
    excess: { unit: null, meaning: "L - 1/2 ||PN[Phi^(t)] Y||^2, (B)" },
    termsDefect: { unit: null, meaning: "|L - 1/2 ||PN[I (x) Phi^(t), J] y||^2|, (C)" },
  },
  problems({ model, from }) {
    if (!Number.isSafeInteger(from) || from < 0) return [`there is no layer ${from}`];
    if ("built" in model) return [];
    const { network, data } = model;
    const told = modelProblems(network, data).map(({ message }) => message);
    return from < network.weights.length ? told : [...told, `the network has no layer ${from}`];
  },
  async run({ model, from }, { seed }) {
    const built = "built" in model ? await reluTailNetwork(model.built, seed) : model;
    const found = classicalBound(built.network, built.data, from);
    const { value, half, equality, classical, terms, units, leastUnits } = found;
    const outputs = built.data.targets[0]?.length ?? 0;
    return {
      quantities: {
        spareUnits: BigInt(Math.min(leastUnits, Number.MAX_SAFE_INTEGER) - outputs),
        margin: leastUnits === 0 ? 0 : Math.min(found.margin, 1),
        stationarity: found.stationarity,
        value,
        defect: Math.abs(value - equality) / half,
        excess: (value - classical) / half,
        termsDefect: Math.abs(value - terms) / half,
      },
      certificate: {
        name: "classical-bound",
        content: { ...built, from, units, value, equality, classical, terms },
      },
    };
  },
};
