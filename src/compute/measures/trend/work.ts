/**
 * How much a training of a trend grid computes.
 *
 * @source  6 m P a step and student (see descent.ts); pilots of a rate beside each run
 * @units   multiplications and additions
 */
import { findDataset } from "../../datasets/index.ts";
import type { AdamPlan } from "./descent.ts";
import type { ImageBlocks } from "./images.ts";
import type { MinibatchPlan } from "./minibatches.ts";
import { layerSizes, type Ends, type Student } from "./student.ts";
import type { Teacher } from "./teacher.ts";

function endsOf(data: Teacher | ImageBlocks): Ends {
  if (data.kind === "teacher") return { inputs: data.inputs + 1, outputs: 1 };
  const { shape = [0, 0, 0], classes = 0 } = findDataset(data.dataset) ?? {};
  const [height, width, channels] = shape;
  return { inputs: (height * width * channels) / data.pool ** 2 + 1, outputs: classes };
}

/** Passes over the samples, and how many trainings one run stands for. */
function passesOf(training: AdamPlan | MinibatchPlan): number {
  if (training.kind === "adam") return training.steps;
  const { epochs, polish, rates, pilots } = training;
  return (epochs + polish.steps) * (1 + rates.length * pilots.length);
}

export function workOfTraining(
  student: Student,
  data: Teacher | ImageBlocks,
  training: AdamPlan | MinibatchPlan,
): number {
  const sizes = layerSizes(student, endsOf(data));
  const weights = sizes.slice(1).map((units, layer) => units * (sizes[layer] ?? 0));
  const parameters = weights.reduce((sum, one) => sum + one, 0);
  return 6 * data.samples * parameters * passesOf(training);
}
