import {
  newValue,
  sizeOf,
  type Attributes,
  type Constant,
  type Data,
  type Graph,
  type Node,
  type Value,
} from "../graph.ts";
import { primitiveOf } from "../ops/index.ts";
import type { Inputs } from "../ops/operation.ts";

/** Gives a graph with the same inputs and outputs: the same object where it finds nothing to do. */
export interface Pass {
  readonly name: string;
  apply(graph: Graph): Graph;
}

/** What a rule may ask about the graph around a node, and how it adds to it. */
export interface Site {
  /** The node that makes a value; undefined for inputs and constants. */
  makerOf(value: Value): Node | undefined;
  dataOf(value: Value): Data | undefined;
  /** How many nodes and outputs take the value: more than one must not be folded away. */
  usesOf(value: Value): number;
  make(kernel: string, inputs: readonly Value[], attributes?: Attributes): Value;
  constant(data: Data, shape: readonly number[], type: Value["type"]): Value;
}

/** What stands for a node's outputs from now on, or null: the node stays. */
export type Rule = (node: Node, site: Site) => readonly Value[] | null;

/** The only kernels that a rule has something to say about. */
type Kernels = Iterable<string> | "any";

/** A pass that looks at one node after the other; passes of this kind can share one walk. */
export interface LocalPass extends Pass {
  readonly kernels: Kernels;
  /** A new rule for each walk: some remember what they have seen in it. */
  rule(): Rule;
}

/** A node on other inputs. The line is asked for only when it is needed: it costs a stack's text. */
export function onInputs(
  node: Node,
  inputs: readonly Value[],
  attributes: Attributes = node.attributes,
): Node {
  const { kernel, outputs } = node;
  return {
    ...{ kernel, inputs, outputs, attributes },
    get line() {
      return node.line;
    },
  };
}

/** The outputs of a graph on other values. */
function outputsOn({ outputs }: Graph, current: (value: Value) => Value): Graph["outputs"] {
  const named = Object.entries(outputs).map(([name, value]) => [name, current(value)] as const);
  return Object.fromEntries(named);
}

/** A graph in which other values stand for some: every node and output takes those. */
export function onValues(graph: Graph, current: (value: Value) => Value): Graph {
  const nodes = graph.nodes.map((node) => onInputs(node, node.inputs.map(current)));
  return { ...graph, nodes, outputs: outputsOn(graph, current) };
}

function countUses({ nodes, outputs }: Graph): Map<Value, number> {
  const uses = new Map<Value, number>();
  const count = (value: Value) => uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const { inputs } of nodes) inputs.forEach(count);
  Object.values(outputs).forEach(count);
  return uses;
}

/** Without nodes and constants that no output needs. */
export function withoutDead(graph: Graph): Graph {
  const needed = new Set<Value>(Object.values(graph.outputs));
  const nodes = graph.nodes.toReversed().filter(({ inputs, outputs }) => {
    const isNeeded = outputs.some((output) => needed.has(output));
    if (isNeeded) for (const input of inputs) needed.add(input);
    return isNeeded;
  });
  const constants = graph.constants.filter(({ value }) => needed.has(value));
  const isSame = nodes.length === graph.nodes.length && constants.length === graph.constants.length;
  return isSame ? graph : { ...graph, constants, nodes: nodes.reverse() };
}

class Draft implements Site {
  readonly nodes: Node[] = [];
  readonly constants: Constant[];
  readonly #makers = new Map<Value, Node>();
  readonly #data: Map<Value, Data>;
  readonly #uses: Map<Value, number>;
  readonly #replaced = new Map<Value, Value>();

  constructor(graph: Graph) {
    this.constants = [...graph.constants];
    this.#data = new Map(graph.constants.map(({ value, data }) => [value, data]));
    this.#uses = countUses(graph);
  }

  get hasChanged(): boolean {
    return this.#replaced.size > 0;
  }

  makerOf(value: Value): Node | undefined {
    return this.#makers.get(value);
  }

  dataOf(value: Value): Data | undefined {
    return this.#data.get(value);
  }

  usesOf(value: Value): number {
    return this.#uses.get(value) ?? 0;
  }

  make(kernel: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    const current = inputs.map((value) => this.current(value));
    const [spec] = primitiveOf(kernel).infer(current as unknown as Inputs<Value>, attributes);
    const output = newValue(spec.shape, spec.type);
    this.add({ kernel, inputs: current, attributes, outputs: [output], line: null });
    return output;
  }

  constant(data: Data, shape: readonly number[], type: Value["type"]): Value {
    if (data.length !== sizeOf(shape)) throw new Error("a constant fills its shape");
    const value = newValue(shape, type);
    this.constants.push({ value, data });
    this.#data.set(value, data);
    return value;
  }

  add(node: Node): void {
    this.nodes.push(node);
    for (const output of node.outputs) this.#makers.set(output, node);
  }

  replace(old: Value, by: Value): void {
    if (old === by) return;
    this.#replaced.set(old, by);
    this.#uses.set(by, this.usesOf(by) + this.usesOf(old));
  }

  current(value: Value): Value {
    return this.#replaced.get(value) ?? value;
  }
}

/** Applies a rule at every node, in order; what no output needs any more is dropped. */
export function rewrite(graph: Graph, rule: Rule): Graph {
  const draft = new Draft(graph);
  for (const old of graph.nodes) {
    const inputs = old.inputs.map((value) => draft.current(value));
    const isSame = inputs.every((value, index) => value === old.inputs[index]);
    const node = isSame ? old : onInputs(old, inputs);
    const made = rule(node, draft);
    if (made === null) draft.add(node);
    node.outputs.forEach((output, index) => {
      draft.replace(output, draft.current(made?.[index] ?? output));
    });
  }
  if (!draft.hasChanged) return graph;
  const { nodes, constants } = draft;
  const outputs = outputsOn(graph, (value) => draft.current(value));
  return withoutDead({ inputs: graph.inputs, constants, nodes, outputs });
}

export function localPass(name: string, kernels: Kernels, rule: () => Rule): LocalPass {
  const own: LocalPass = { name, kernels, rule, apply: (graph) => together([own]).apply(graph) };
  return own;
}

/** A pass whose rule remembers nothing. */
export function pass(name: string, kernels: Kernels, rule: Rule): LocalPass {
  return localPass(name, kernels, () => rule);
}

/** At each node the first rule that has something to say about its kernel. */
function firstOf(passes: readonly LocalPass[]): Rule {
  const all = passes.map(({ kernels, rule }) => ({
    kernels: kernels === "any" ? null : new Set(kernels),
    rule: rule(),
  }));
  const byKernel = new Map<string, readonly Rule[]>();
  const rulesFor = (kernel: string) => {
    const rules = all.filter(({ kernels }) => kernels?.has(kernel) ?? true).map(({ rule }) => rule);
    byKernel.set(kernel, rules);
    return rules;
  };
  return (node, site) => {
    for (const rule of byKernel.get(node.kernel) ?? rulesFor(node.kernel)) {
      const values = rule(node, site);
      if (values !== null) return values;
    }
    return null;
  };
}

/** Several passes in one walk. */
export function together(passes: readonly LocalPass[]): Pass {
  return {
    name: passes.map(({ name }) => name).join(", "),
    apply: (graph) => rewrite(graph, firstOf(passes)),
  };
}
