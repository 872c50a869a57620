import type { HostData } from "../../src/compute/engine/engines/engine.ts";
import { sizeOf } from "../../src/compute/engine/graph.ts";
import type { InputSpecs, StepProgram } from "../../src/compute/engine/program.ts";
import { initialise } from "../../src/compute/nn/parameters.ts";
import { RandomStream } from "../../src/compute/numerics/threefry.ts";
import { layoutOf } from "../../src/compute/training/state-layout.ts";
import { factorsOf, trainStep, type StepParts } from "../../src/compute/training/train-step.ts";
import type { BenchProgram } from "./programs.ts";

function partsOf(program: BenchProgram): StepParts {
  const { batch, examples } = program;
  const type = examples === batch ? "float" : "uint8";
  const data = { batch, count: examples, type, scale: type === "float" ? 1 : 1 / 255 } as const;
  return { ...program, data };
}

export function stepOf(program: BenchProgram): StepProgram {
  return trainStep(partsOf(program));
}

/** Starting parameters; with replicas, the same for each. */
export function startOf({ network, replicas }: BenchProgram): Record<string, Float64Array> {
  const copies = Array.from({ length: replicas ?? 1 });
  const initial = Object.entries(initialise(network.parameters, 1)).map(([name, one]) => [
    name,
    Float64Array.from(copies.flatMap(() => Array.from(one))),
  ]);
  return Object.fromEntries(initial) as Record<string, Float64Array>;
}

/** Starting parameters and slots as the step keeps them. */
export function stateOf(program: BenchProgram): Record<string, HostData> {
  const { optimiser } = program;
  const arrays = layoutOf(partsOf(program)).joinData(startOf(program));
  const entries = Object.entries(arrays).flatMap(([name, data]) => [
    [`parameter/${name}`, data],
    ...optimiser.slots.map((slot) => [`${slot}/${name}`, new Float64Array(data.length)]),
  ]);
  return Object.fromEntries(entries) as Record<string, HostData>;
}

function filled(specs: InputSpecs, name: string, draw: () => number): HostData {
  const { shape, type = "float" } = specs[name] ?? { shape: [] };
  const length = { length: sizeOf(shape) };
  if (type === "uint8") return Uint8Array.from(length, draw);
  return type === "int32" ? Int32Array.from(length, draw) : Float64Array.from(length, draw);
}

/** Random inputs and labels: speed does not depend on what is learnt. */
export function dataOf(program: BenchProgram, { constants }: StepProgram) {
  const random = new RandomStream(1, 5, 0);
  const isFloat = program.examples === program.batch;
  const classes = program.loss.targetOf(program.network.output).type === "int32" ? 10 : null;
  return {
    inputs: filled(constants, "inputs", () => (isFloat ? random.normal() : random.below(256))),
    targets: filled(constants, "targets", () =>
      classes === null ? random.normal() : random.below(classes),
    ),
  };
}

/** What the steps from `first` on are given: scalars of the optimiser, examples in turn. */
export function perStepOf(program: BenchProgram, first: number, count: number) {
  const { optimiser, batch, examples, rate, replicas } = program;
  const steps = Array.from({ length: count }, (_, index) => first + index + 1);
  const factors = steps.map((step) => factorsOf(optimiser, rate, step));
  const named = Object.keys(factors[0] ?? {}).map((name) => [
    `factor/${name}`,
    Float64Array.from(factors, (one) => (one as Record<string, number>)[name] ?? 0),
  ]);
  const arrays = Object.fromEntries(named) as Record<string, HostData>;
  if (examples === batch) return arrays;
  const width = batch * (replicas ?? 1);
  const order = Int32Array.from(
    { length: count * width },
    (_, at) => (first * width + at) % examples,
  );
  return { ...arrays, order };
}
