/** What does not fit together in a problem, each with the path to it. */
import type { DenseNetwork } from "../minima/dense-network.ts";
import { modelProblems, rowsProblem, type ModelProblem } from "../minima/model-problems.ts";
import type { LossSpec } from "./loss.ts";
import type { ModelSpec } from "./model.ts";
import { outputCount } from "./model.ts";
import type { Problem } from "./objective.ts";

type Given = Pick<Problem, "inputs" | "targets" | "model" | "loss" | "lambda">;

function networkProblems(
  { inputs, targets }: Given,
  network: DenseNetwork,
  appendOnes: boolean,
): ModelProblem[] {
  const seen = appendOnes ? inputs.map((row) => [...row, 1]) : inputs;
  return modelProblems(network, { inputs: seen, targets }).map(({ path, message }) => {
    const [room, ...rest] = path;
    const inside = room === "network" ? ["model", "network", ...rest] : rest;
    return { path: inside, message };
  });
}

function ofModel(given: Given, model: ModelSpec): ModelProblem[] {
  const [path, outputs] = [["model"], given.targets[0]?.length ?? 0];
  if (model.kind === "dense") {
    return networkProblems(given, model.network, model.appendOnes === true);
  }
  if (outputCount(model) !== outputs) {
    return [
      {
        path,
        message: `it gives ${outputCount(model)} outputs: give as many as a target has entries, ${outputs}`,
      },
    ];
  }
  if (model.kind !== "table") return [];
  const isListed = (row: readonly number[]) =>
    model.points.some(
      (point) => point.length === row.length && point.every((one, j) => one === row[j]),
    );
  const missing = given.inputs.findIndex((row) => !isListed(row));
  if (missing === -1) return [];
  return [
    {
      path: ["model", "points"],
      message: `input ${missing} is not in the table: list every input`,
    },
  ];
}

/** Labels of another kind than the loss is about. */
function labelProblem(loss: LossSpec, labels: readonly number[]): string | null {
  const isShare = (one: number) => one >= 0 && one <= 1;
  switch (loss.kind) {
    case "cross-entropy": {
      const sum = labels.reduce((total, one) => total + one, 0);
      const isDistribution = labels.every(isShare) && Math.abs(sum - 1) <= 1e-12;
      return isDistribution
        ? null
        : "cross entropy needs distributions: give shares from 0 to 1 with the sum 1";
    }
    case "logistic":
      return labels.every(isShare) ? null : "the logistic loss needs labels from 0 to 1";
    case "hinge":
    case "sigmoid": {
      const isSign = labels.every((one) => one === 1 || one === -1);
      return isSign ? null : `the loss ${loss.kind} needs labels -1 or 1`;
    }
    default:
      return null;
  }
}

/** Empty: the problem can be computed. */
export function problemDefects(given: Given): ModelProblem[] {
  const { inputs, targets, model, loss, lambda } = given;
  const uneven = [
    { path: ["inputs"], message: rowsProblem(inputs) },
    { path: ["targets"], message: rowsProblem(targets) },
  ].flatMap(({ path, message }) => (message === null ? [] : [{ path, message }]));
  if (uneven.length > 0) return uneven;
  if (inputs.length === 0 || inputs.length !== targets.length) {
    return [
      {
        path: ["targets"],
        message: `${targets.length} targets for ${inputs.length} inputs: give one for each`,
      },
    ];
  }
  const strange = targets.findIndex((labels) => labelProblem(loss, labels) !== null);
  const label = strange === -1 ? null : labelProblem(loss, targets[strange] ?? []);
  return [
    ...ofModel(given, model),
    ...(label === null ? [] : [{ path: ["targets", strange], message: label }]),
    ...(Number.isFinite(lambda) ? [] : [{ path: ["lambda"], message: "it is no finite number" }]),
  ];
}

/** The same as sentences. */
export function problemProblems(problem: Problem): string[] {
  return problemDefects(problem).map(({ path, message }) => `${path.join(".")}: ${message}`);
}
