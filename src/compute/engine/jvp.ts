import { PlatformError } from "../../domain/errors.ts";
import type { Graph, Node, Value } from "./graph.ts";
import { primitiveOf } from "./ops/index.ts";
import type { Inputs, Outputs } from "./ops/operation.ts";
import { runKernel } from "./backend.ts";
import { traceTf } from "./facade.ts";
import { record } from "./recorder.ts";
import { keepConstant, replay, symbol, tensorOf } from "./recording.ts";
import type { Tensor } from "./tfjs.ts";

/** What each value of the old graph is in the new one, and how it moves. */
interface Moved {
  readonly value: Value;
  readonly tangent: Tensor | null;
}

/** The tangents of a node's outputs, by the rule of its row. */
function tangentsOf(node: Node, inputs: readonly Moved[], outputs: readonly Value[]) {
  const { tangent: rule } = primitiveOf(node.kernel);
  const still = outputs.map(() => null);
  if (rule === "constant" || inputs.every(({ tangent }) => tangent === null)) return still;
  return rule({
    tf: traceTf,
    inputs: inputs.map(({ value }) => tensorOf(value)) as unknown as Inputs<Tensor>,
    outputs: outputs.map(tensorOf) as unknown as Outputs<Tensor>,
    tangents: inputs.map(({ tangent }) => tangent) as unknown as Inputs<Tensor | null>,
    attributes: node.attributes,
    apply(given, attributes = node.attributes) {
      const [first] = runKernel(node.kernel, given, attributes);
      if (first === undefined) throw new Error(`${node.kernel} has no output`);
      return first;
    },
  });
}

function assertMovable(graph: Graph, moving: readonly string[], prefix: string): void {
  for (const name of moving) {
    if (graph.inputs[`${prefix}/${name}`] !== undefined) {
      const told = `input ${prefix}/${name} is there from a first derivative: give this one another prefix`;
      throw new PlatformError("BAD_PROGRAM", told);
    }
    const input = graph.inputs[name];
    const names = Object.keys(graph.inputs).join(", ");
    if (input === undefined) {
      throw new PlatformError(
        "BAD_PROGRAM",
        `no input ${name} to differentiate by; there are ${names}`,
      );
    }
    if (input.type !== "float") {
      throw new PlatformError("BAD_PROGRAM", `input ${name} holds ${input.type}: only floats move`);
    }
  }
}

/** Replays a graph with tangents beside it. Called inside of `record`. */
function replayMoving(graph: Graph, known: Map<Value, Moved>): void {
  for (const constant of graph.constants) {
    known.set(constant.value, { value: keepConstant(constant), tangent: null });
  }
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => {
      const moved = known.get(input);
      if (moved === undefined) throw new Error(`value ${input.id} is used before it is made`);
      return moved;
    });
    const outputs = replay(
      node,
      inputs.map(({ value }) => value),
    );
    const tangents = tangentsOf(node, inputs, outputs);
    node.outputs.forEach((old, index) => {
      const value = outputs[index];
      if (value !== undefined) known.set(old, { value, tangent: tangents[index] ?? null });
    });
  }
}

/**
 * Forward-mode derivative of a graph: beside every output `y` the graph has `tangent/y`, the
 * directional derivative along the given tangents (0 where it does not move). Exact, and a graph in
 * the same operations, so that it can be taken again.
 *
 * @param moving the inputs that move; the new graph has an input `tangent/<name>` for each
 * @param prefix in place of "tangent", for the derivative of a derivative
 * @throws PlatformError BAD_PROGRAM for an input that is not there or holds no floats
 */
export function jvp(graph: Graph, moving: readonly string[], prefix = "tangent"): Graph {
  assertMovable(graph, moving, prefix);
  return record(() => {
    const known = new Map<Value, Moved>();
    const inputs: Record<string, Value> = {};
    for (const [name, old] of Object.entries(graph.inputs)) {
      const { value } = symbol(old);
      inputs[name] = value;
      if (!moving.includes(name)) {
        known.set(old, { value, tangent: null });
        continue;
      }
      const direction = symbol(old);
      inputs[`${prefix}/${name}`] = direction.value;
      known.set(old, { value, tangent: direction.tensor });
    }
    replayMoving(graph, known);
    const outputs: Record<string, Tensor> = {};
    for (const [name, old] of Object.entries(graph.outputs)) {
      const moved = known.get(old);
      if (moved === undefined) throw new Error(`output ${name} was not made`);
      outputs[name] = tensorOf(moved.value);
      if (old.type !== "float") continue;
      outputs[`${prefix}/${name}`] = moved.tangent ?? traceTf.zeros([...old.shape]);
    }
    return { inputs, outputs };
  });
}
