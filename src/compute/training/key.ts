import type { Precision } from "../../domain/engine-name.ts";
import { canonicalJson, sha256 } from "../../domain/canonical.ts";
import type { Engine, HostArrays, HostData } from "../engine/engines/engine.ts";
import type { StepGraph } from "../engine/trace.ts";
import { digestOfGraph } from "../engine/graph-digest.ts";
import type { TrainingPlan } from "./plan.ts";

/** Grows when the same plan would be trained to other numbers by a change of this folder. */
const FORMAT = 1;

function digestOfArray(data: HostData): string {
  return sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/**
 * Whatever decides the result of a training, so that its checkpoint serves this training only:
 * program, data, start, seed, order, rates, stopping rules, engine, precision, processor, versions.
 */
export function trainingKey(
  engine: Engine,
  precision: Precision,
  training: { plan: TrainingPlan; graph: StepGraph; start: HostArrays },
): string {
  const { plan, graph, start } = training;
  const { network, loss, optimiser, rate, examples, seed, arm = 0, until } = plan;
  return canonicalJson({
    ...{ format: FORMAT, engine: engine.facts(), precision, seed, arm, until },
    program: digestOfGraph(graph.body),
    examples: [examples.inputs, examples.targets].map(digestOfArray),
    start: Object.entries(start).map(([name, data]) => [name, digestOfArray(data)]),
    rate: { name: rate.name, settings: rate.settings },
    optimiser: { name: optimiser.name, settings: optimiser.settings, decay: optimiser.decay },
    loss: loss.name,
    network: Object.keys(network.parameters),
  });
}
