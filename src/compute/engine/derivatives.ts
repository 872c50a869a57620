import { PlatformError } from "../../domain/errors.ts";
import { valueAndGradients } from "./gradients.ts";
import type { Graph, Value } from "./graph.ts";
import { jvp } from "./jvp.ts";
import type { FunctionProgram, InputSpecs, Tensors, TraceTf } from "./program.ts";
import { traceFunction, type StepGraph } from "./trace.ts";
import type { Tensor } from "./tfjs.ts";

/** A scalar function of parameters and data. */
export interface LossProgram {
  readonly name: string;
  readonly parameters: InputSpecs;
  readonly data: InputSpecs;
  loss(tf: TraceTf, parameters: Tensors, data: Tensors): Tensor;
}

function pick(tensors: Tensors, specs: InputSpecs): Tensors {
  return Object.fromEntries(Object.keys(specs).map((name) => [name, tensors[name]])) as Tensors;
}

function assertDistinct({ name, parameters, data }: LossProgram): void {
  const twice = Object.keys(parameters).find((key) => key in data);
  if (twice === undefined) return;
  throw new PlatformError("BAD_PROGRAM", `program ${name}: ${twice} is a parameter and data`);
}

/** Inputs: parameters and data. Outputs: `value` and `gradient/<parameter>`. */
export function gradientGraph(program: LossProgram): Graph {
  assertDistinct(program);
  const traced: FunctionProgram = {
    name: `gradient of ${program.name}`,
    inputs: { ...program.parameters, ...program.data },
    run(tf, inputs) {
      const data = pick(inputs, program.data);
      const { value, gradients } = valueAndGradients(
        (parameters) => program.loss(tf, parameters, data),
        pick(inputs, program.parameters),
      );
      const named = Object.entries(gradients).map(([key, one]) => [`gradient/${key}`, one]);
      return { value, ...(Object.fromEntries(named) as Tensors) };
    },
  };
  return traceFunction(traced);
}

function renamed(graph: Graph, rename: (name: string) => string | null): Graph {
  const outputs = Object.entries(graph.outputs).flatMap(([name, value]) => {
    const next = rename(name);
    return next === null ? [] : [[next, value] as const];
  });
  return { ...graph, outputs: Object.fromEntries(outputs) };
}

/**
 * Exact Hessian-vector products, forward over reverse: the directional derivative of the gradient.
 * Inputs: parameters, data and `tangent/<parameter>`. Outputs: `value`, `gradient/<parameter>` and
 * `product/<parameter>`, H times the tangent.
 */
export function hessianVectorGraph(program: LossProgram): Graph {
  const moved = jvp(gradientGraph(program), Object.keys(program.parameters));
  return renamed(moved, (name) => {
    if (name === "tangent/value") return "slope";
    return name.startsWith("tangent/gradient/")
      ? name.replace("tangent/gradient/", "product/")
      : name;
  });
}

function rekey(prefix: string, names: readonly string[], values: Readonly<Record<string, Value>>) {
  return names.map((name) => [`${prefix}/${name}`, values[name]] as const);
}

/**
 * A graph applied to many values of some inputs in one native call: directions of Hessian-vector
 * products, examples of a data set, basis vectors of a Jacobian. What does not depend on them is
 * computed once. Every output becomes a metric, one slice for each.
 */
export function mapGraph(name: string, graph: Graph, over: readonly string[]): StepGraph {
  const constants = Object.keys(graph.inputs).filter((key) => !over.includes(key));
  const metrics = Object.keys(graph.outputs);
  const inputs = [
    ...rekey("constant", constants, graph.inputs),
    ...rekey("step", over, graph.inputs),
  ];
  const missing = over.find((key) => graph.inputs[key] === undefined);
  if (missing !== undefined)
    throw new PlatformError("BAD_PROGRAM", `no input ${missing} to map over`);
  const body: Graph = {
    ...graph,
    inputs: Object.fromEntries(inputs) as Graph["inputs"],
    outputs: Object.fromEntries(rekey("metric", metrics, graph.outputs)) as Graph["outputs"],
  };
  return { name, body, state: [], constants, perStep: over, metrics };
}
