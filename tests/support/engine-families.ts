import type { HostArrays, HostData } from "../../src/compute/engine/engines/engine.ts";
import { valueAndGradients } from "../../src/compute/engine/gradients.ts";
import { sizeOf, type Data, type Graph } from "../../src/compute/engine/graph.ts";
import { jvp } from "../../src/compute/engine/jvp.ts";
import type { Inputs } from "../../src/compute/engine/ops/operation.ts";
import type { Tensor, Tensors, TraceTf } from "../../src/compute/engine/program.ts";
import { runKernel } from "../../src/compute/engine/backend.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import type { EngineName, Precision } from "../../src/domain/engine-name.ts";
import { FAMILIES } from "./engine-samples/index.ts";
import { engineHere } from "./engines-here.ts";
import { spread, type Call, type Sample, type SampleArray } from "./engine-samples/sample.ts";

/** Samples are one program, which engines compile once: `3/0` is the fourth sample's first array. */
type Arrays = Readonly<Record<string, SampleArray>>;

export function arraysOf(samples: readonly Sample[]): Arrays {
  const entries = samples.flatMap(({ inputs }, index) =>
    inputs.map((array, which) => [`${index}/${which}`, array]),
  );
  return Object.fromEntries(entries) as Arrays;
}

/** A kernel by its name, with inputs in the order of the table. */
const callTraced: Call = (kernel, inputs, attributes) =>
  runKernel(kernel, Object.values(inputs), attributes);

function runAll(samples: readonly Sample[], tf: TraceTf, given: Tensors): Record<string, Tensor> {
  const outputs = samples.flatMap(({ inputs, run }, index) => {
    const tensors = inputs.map((_, which) => given[`${index}/${which}`]);
    const made = run(tf, tensors as unknown as Inputs<Tensor>, callTraced);
    return [made].flat().map((output, which) => [`${index}/${which}`, output] as const);
  });
  return Object.fromEntries(outputs);
}

/** What every sample gives. */
export function traceValues(samples: readonly Sample[]): Graph {
  return traceFunction({
    ...{ name: "samples", inputs: arraysOf(samples) },
    run: (tf, given) => runAll(samples, tf, given),
  });
}

function weighted(tf: TraceTf, output: Tensor): Tensor {
  const { data, shape } = spread(output.shape, [0.5, 1.5], 5);
  const weights = tf.tensor([...data], [...shape], "float32");
  return tf.sum(tf.mul(tf.cast(output, "float32"), weights));
}

export function movingIn(samples: readonly Sample[]): string[] {
  return samples.flatMap(({ inputs }, index) =>
    inputs.flatMap(({ type }, which) => (type === "float" ? [`${index}/${which}`] : [])),
  );
}

/** For each sample one weighted sum of all that it gives. */
function lossesOf(samples: readonly Sample[], tf: TraceTf, given: Tensors): Tensor[] {
  const outputs = Object.entries(runAll(samples, tf, given));
  return samples.map((_, index) => {
    const mine = outputs.filter(([name]) => name.startsWith(`${index}/`));
    return tf.addN(mine.map(([, output]) => weighted(tf, output)));
  });
}

function namedLosses(losses: readonly Tensor[]) {
  return losses.map((loss, index) => [`loss/${index}`, loss] as const);
}

export function traceLosses(samples: readonly Sample[]): Graph {
  return traceFunction({
    ...{ name: "losses of samples", inputs: arraysOf(samples) },
    run: (tf, given) => Object.fromEntries(namedLosses(lossesOf(samples, tf, given))),
  });
}

/** The losses, `loss/3`, and their gradients by what moves, `gradient/3/0`. */
export function traceGradients(samples: readonly Sample[]): Graph {
  return traceFunction({
    ...{ name: "gradients of samples", inputs: arraysOf(samples) },
    run(tf, given) {
      const moving = Object.fromEntries(movingIn(samples).map((name) => [name, given[name]]));
      const { gradients } = valueAndGradients(
        (parameters) => tf.addN(lossesOf(samples, tf, { ...given, ...parameters })),
        moving as Tensors,
      );
      const named = Object.entries(gradients);
      return Object.fromEntries([
        ...namedLosses(lossesOf(samples, tf, given)),
        ...named.map(([name, gradient]) => [`gradient/${name}`, gradient] as const),
      ]);
    },
  });
}

function renamed<T>(record: Readonly<Record<string, T>>, from: string, to: string) {
  const entries = Object.entries(record).map(([name, one]) => [
    name.startsWith(from) ? to + name.slice(from.length) : name,
    one,
  ]);
  return Object.fromEntries(entries) as Record<string, T>;
}

/** Beside every output `y` how it moves, `first/y`, along `direction/x` for every moving `x`. */
export function firstTangents(graph: Graph, moving: readonly string[]): Graph {
  const { inputs, outputs, ...rest } = jvp(graph, moving);
  return {
    ...rest,
    inputs: renamed(inputs, "tangent/", "direction/"),
    outputs: renamed(outputs, "tangent/", "first/"),
  };
}

/** The same once more: `second/y` along `direction/x` twice. */
export function secondTangents(graph: Graph, moving: readonly string[]): Graph {
  const { inputs, outputs, ...rest } = jvp(firstTangents(graph, moving), moving);
  return {
    ...rest,
    inputs: renamed(inputs, "tangent/", "again/"),
    outputs: renamed(outputs, "tangent/first/", "second/"),
  };
}

const CONSTRUCTORS = { float: Float64Array, int32: Int32Array, bool: Uint8Array } as const;

export function dataOf({ data, type }: SampleArray, round: Precision): HostData {
  const rounded = type === "float" && round === "float32" ? data.map(Math.fround) : data;
  return CONSTRUCTORS[type].from(rounded);
}

/** The samples' inputs, floats as the precision has them. */
export function inputsOf(samples: readonly Sample[], round: Precision): Record<string, HostData> {
  const entries = Object.entries(arraysOf(samples));
  return Object.fromEntries(entries.map(([name, array]) => [name, dataOf(array, round)]));
}

/** Families of samples that stand where they have derivatives, so often. */
export function smoothFamilies(times: 1 | 2, isMeant: (one: Sample) => boolean = () => true) {
  return FAMILIES.map(({ family, samples }) => ({
    family,
    samples: samples.filter((one) => {
      const { derivatives = 2, inputs } = one;
      const moves = inputs.some(({ type }) => type === "float");
      return derivatives >= times && moves && isMeant(one);
    }),
  })).filter(({ samples }) => samples.length > 0);
}

/** What a graph takes of inputs by their names. */
export function picked(graph: Graph, given: Readonly<Record<string, HostData>>) {
  const names = Object.keys(graph.inputs);
  return Object.fromEntries(names.map((name) => [name, given[name]])) as Record<string, Data>;
}

/** A direction for every moving input. */
export function directionsOf(samples: readonly Sample[]): Record<string, Float64Array> {
  const arrays = arraysOf(samples);
  const entries = movingIn(samples).map((name, index) => {
    const size = sizeOf(arrays[name]?.shape ?? []);
    return [name, Float64Array.from(spread([size], [-1, 1], index + 3).data)] as const;
  });
  return Object.fromEntries(entries);
}

/** The samples' inputs, and the same direction under both names that tangents give it. */
export function movedInputsOf(samples: readonly Sample[]): Record<string, HostData> {
  const along = Object.entries(directionsOf(samples));
  return {
    ...inputsOf(samples, "float64"),
    ...Object.fromEntries(along.map(([name, data]) => [`direction/${name}`, data])),
    ...Object.fromEntries(along.map(([name, data]) => [`again/${name}`, data])),
  };
}

/** Compiles a graph for an engine and runs it once. */
export async function runOn(
  engine: EngineName,
  precision: Precision,
  graph: Graph,
  inputs: HostArrays,
): Promise<Record<string, HostData>> {
  const loaded = await engineHere(engine);
  const executable = await loaded.compileFunction("samples", graph, precision);
  const outputs = await executable.run(inputs);
  await executable.dispose();
  return outputs;
}
