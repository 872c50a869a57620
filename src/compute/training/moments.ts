import type { Precision } from "../../domain/engine-name.ts";
import type { Engine, FunctionExecutable, HostArrays } from "../engine/engines/engine.ts";
import type { FunctionProgram, Tensors } from "../engine/program.ts";
import type { Tensor } from "../engine/tfjs.ts";
import { traceFunction } from "../engine/trace.ts";
import { momentsGiven, type Network } from "../nn/network.ts";
import { inputsOf } from "../nn/parameters.ts";
import { momentSpecs, type MeasuringTask } from "./evaluate.ts";
import {
  asNumbers,
  checkExamples,
  inPrecision,
  inputSpec,
  LARGE_BATCH,
  sliceExamples,
  type Examples,
} from "./examples.ts";
import { prefixed, unprefixed } from "../engine/names.ts";

/** The moments of one part of the examples. */
interface Part {
  readonly count: number;
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
}

/** Mean and variance of all examples from those of parts, in float64 (Chan, Golub, LeVeque 1979). */
function combine(parts: readonly Part[], length: number) {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const mean = new Float64Array(length);
  const variance = new Float64Array(length);
  for (let channel = 0; channel < length; channel += 1) {
    for (const part of parts) {
      mean[channel] = (mean[channel] ?? 0) + (part.count / total) * (part.mean[channel] ?? 0);
    }
    for (const part of parts) {
      const apart = (part.mean[channel] ?? 0) - (mean[channel] ?? 0);
      const own = (part.variance[channel] ?? 0) + apart * apart;
      variance[channel] = (variance[channel] ?? 0) + (part.count / total) * own;
    }
  }
  return { mean, variance };
}

interface Stage {
  readonly network: Network;
  readonly examples: Examples;
  readonly batch: number;
  /** The normalisation whose moments are computed; those before it have theirs. */
  readonly name: string;
}

/** Outputs `mean` and `variance` of what one normalisation is given. */
function stageProgram({ network, examples, batch, name }: Stage): FunctionProgram {
  const names = Object.keys(network.moments);
  const earlier = names.slice(0, names.indexOf(name));
  return {
    name: `moments of ${name}`,
    inputs: {
      ...prefixed("parameter", inputsOf(network.parameters)),
      ...prefixed("moments", momentSpecs(network, earlier)),
      inputs: inputSpec(network, examples, batch),
    },
    run(tf, given) {
      const known = momentsGiven(unprefixed("moments", given));
      let found: Tensors = {};
      const x = asNumbers(tf, given["inputs"] as Tensor, examples);
      network.apply(tf, x, {
        parameters: unprefixed("parameter", given),
        mode: {
          random: null,
          moments(which, ofBatch) {
            if (earlier.includes(which)) return known(which, ofBatch);
            const moments = ofBatch();
            if (which === name) found = { ...moments };
            return moments;
          },
        },
      });
      return found;
    },
  };
}

/** Computes moments of networks of one form; programs are compiled when they are first needed. */
export interface MomentsComputer {
  run(parameters: HostArrays): Promise<Record<string, Float64Array>>;
  dispose(): Promise<void>;
}

function partsOf(count: number, batch: number): [number, number][] {
  return Array.from({ length: Math.ceil(count / batch) }, (_, part) => [
    part * batch,
    Math.min((part + 1) * batch, count),
  ]);
}

/** @throws PlatformError BAD_INPUT for examples that do not fit */
export function createMomentsComputer(
  engine: Engine,
  precision: Precision,
  task: MeasuringTask,
): MomentsComputer {
  const { network, loss, batch = LARGE_BATCH } = task;
  const count = checkExamples(task, task.examples);
  const examples = inPrecision(task.examples, precision);
  const compiled = new Map<string, Promise<FunctionExecutable>>();
  const executableOf = (name: string, size: number) => {
    const key = `${name} ${size}`;
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const program = stageProgram({ network, examples, batch: size, name });
    const made = engine.compileFunction(program.name, traceFunction(program), precision);
    compiled.set(key, made);
    return made;
  };
  return {
    async run(parameters) {
      const moments: Record<string, Float64Array> = {};
      for (const [name, length] of Object.entries(network.moments)) {
        const parts: Part[] = [];
        for (const [start, end] of partsOf(count, batch)) {
          const executable = await executableOf(name, end - start);
          const part = sliceExamples({ network, loss }, examples, [start, end]);
          const made = await executable.run({
            ...prefixed("parameter", parameters),
            ...prefixed("moments", moments),
            inputs: part.inputs,
          });
          const { mean = [], variance = [] } = made;
          parts.push({ count: end - start, mean, variance });
        }
        const { mean, variance } = combine(parts, length);
        moments[`${name}.mean`] = mean;
        moments[`${name}.variance`] = variance;
      }
      return moments;
    },
    async dispose() {
      for (const executable of compiled.values()) await (await executable).dispose();
      compiled.clear();
    },
  };
}

/**
 * The moments with which a network's normalisations are measured: of all examples, layer after layer,
 * each with those before it fixed. None of the network's numbers change.
 *
 * @returns `<name>.mean` and `<name>.variance`, float64; none for a network without normalisation
 */
export async function recomputeMoments(
  engine: Engine,
  precision: Precision,
  task: MeasuringTask & { readonly parameters: HostArrays },
): Promise<Record<string, Float64Array>> {
  const computer = createMomentsComputer(engine, precision, task);
  try {
    return await computer.run(task.parameters);
  } finally {
    await computer.dispose();
  }
}
