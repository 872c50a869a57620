import type { Precision } from "../../domain/engine-name.ts";
import { hessianVectorGraph, mapGraph, type LossProgram } from "./derivatives.ts";
import type { Engine, HostArrays, HostData } from "./engines/engine.ts";
import { flatSize, flatten, unflatten } from "./flat.ts";
import { sizeOf } from "./graph.ts";
import type { InputSpecs } from "./program.ts";

/** Hessian-vector products at one point, many directions in one native call. */
export interface HessianAt {
  /** Flat vectors in, H times each out. */
  products(directions: readonly Float64Array[]): Promise<Float64Array[]>;
  dispose(): Promise<void>;
}

/** Directions of one parameter, stacked. */
function stacked(specs: InputSpecs, directions: readonly Float64Array[]) {
  const parts = directions.map((direction) => unflatten(specs, direction));
  const entries = Object.entries(specs).map(([name, { shape }]) => {
    const size = sizeOf(shape);
    const all = new Float64Array(size * parts.length);
    parts.forEach((part, index) => {
      all.set(part[name] ?? [], index * size);
    });
    return [`tangent/${name}`, all] as const;
  });
  return Object.fromEntries(entries);
}

function slices(
  specs: InputSpecs,
  metrics: Record<string, HostData>,
  count: number,
): Float64Array[] {
  return Array.from({ length: count }, (_, index) => {
    const parts = Object.entries(specs).map(([name, { shape }]) => {
      const size = sizeOf(shape);
      return [name, metrics[`product/${name}`]?.slice(index * size, (index + 1) * size)] as const;
    });
    return flatten(specs, Object.fromEntries(parts) as HostArrays);
  });
}

/** Compiles the products of a loss's Hessian with vectors at given parameters and data. */
export async function hessianAt(
  engine: Engine,
  program: LossProgram,
  at: { readonly parameters: HostArrays; readonly data: HostArrays },
  precision: Precision = "float64",
): Promise<HessianAt> {
  const { parameters, name } = program;
  const over = Object.keys(parameters).map((key) => `tangent/${key}`);
  const graph = mapGraph(`Hessian of ${name}`, hessianVectorGraph(program), over);
  const executable = await engine.compileSteps(onlyProducts(graph), precision);
  return {
    async products(directions) {
      const count = directions.length;
      const constants = { ...at.parameters, ...at.data };
      const perStep = stacked(parameters, directions);
      const { metrics } = await executable.run({ count, state: {}, constants, perStep });
      return slices(parameters, metrics, count);
    },
    dispose: () => executable.dispose(),
  };
}

/** Without value and gradient, which do not change from direction to direction. */
function onlyProducts(graph: ReturnType<typeof mapGraph>): ReturnType<typeof mapGraph> {
  const metrics = graph.metrics.filter((name) => name.startsWith("product/"));
  const entries = metrics.map((name) => [`metric/${name}`, graph.body.outputs[`metric/${name}`]]);
  const outputs = Object.fromEntries(entries) as typeof graph.body.outputs;
  return { ...graph, metrics, body: { ...graph.body, outputs } };
}

/** The whole Hessian of a small network, row by row, symmetric up to rounding: n products. */
export async function fullHessian(
  engine: Engine,
  program: LossProgram,
  at: { readonly parameters: HostArrays; readonly data: HostArrays },
): Promise<Float64Array[]> {
  const size = flatSize(program.parameters);
  const units = Array.from({ length: size }, (_, index) => {
    const unit = new Float64Array(size);
    unit[index] = 1;
    return unit;
  });
  const hessian = await hessianAt(engine, program, at);
  try {
    return await hessian.products(units);
  } finally {
    await hessian.dispose();
  }
}
