import { PlatformError } from "../../../domain/errors.ts";
import { makersOf, type Graph, type Node, type Value } from "../graph.ts";
import { axisOf } from "../ops/boxes.ts";
import { badArray } from "./arrays.ts";
import type { StepGraph } from "../trace.ts";
import type { HostArrays } from "./engine.ts";

/** What the elements of an input may be: each is the number of a row of so many. */
export interface RowBound {
  /** By its name in the graph: step/rows, say. */
  readonly input: string;
  readonly rows: number;
  /** Whether numbers below 0 mean no row; else -1 is the last one. */
  readonly leavesOut: boolean;
}

/** What comes out of these is what went in, whatever the order. */
const KEEPING: readonly string[] = ["Reshape", "Transpose", "Reverse", "Tile", "Concat", "Cast"];

/** The numbers that a node takes rows by, and how many rows there are; null for other nodes. */
function takenBy({ kernel, inputs: [x, numbers], attributes }: Node) {
  if (x === undefined || numbers === undefined) return null;
  if (kernel === "GatherV2") {
    const axis = axisOf((attributes as { axis: number }).axis, x.shape.length);
    return { numbers, rows: x.shape[axis] ?? 1, leavesOut: false };
  }
  if (kernel !== "UnsortedSegmentSum") return null;
  const { numSegments } = attributes as { numSegments: number };
  return { numbers, rows: numSegments, leavesOut: true };
}

/** Inputs and constants whose elements a value consists of; none that are computed. */
function sourcesOf(value: Value, makers: ReadonlyMap<Value, Node>): readonly Value[] {
  const maker = makers.get(value);
  if (value.type === "float") return [];
  if (maker === undefined) return [value];
  if (!KEEPING.includes(maker.kernel)) return [];
  return maker.inputs.flatMap((input) => sourcesOf(input, makers));
}

function firstOutside(
  { rows, leavesOut }: Omit<RowBound, "input">,
  numbers: ArrayLike<number>,
): string | null {
  const least = leavesOut ? -Infinity : -rows;
  for (let index = 0; index < numbers.length; index += 1) {
    const number = numbers[index] ?? 0;
    if (number >= least && number < rows) continue;
    return `element ${index} is row ${number} of ${rows}, which are 0 to ${rows - 1}`;
  }
  return null;
}

function badConstant({ kernel, line }: Node, outside: string): PlatformError {
  const where = line === null ? "" : ` (${line})`;
  const path = line === null ? [] : [line];
  return new PlatformError("BAD_PROGRAM", `${kernel}: ${outside}${where}`, { path });
}

/**
 * Where the numbers of the rows that a graph takes come from outside, so that they can be looked at
 * before it runs: on a GPU, and compiled by XLA, TensorFlow reads some other row without a word.
 * Numbers that a program computes are not among them.
 *
 * @param given names of the inputs that stay what they are given as: all but the state of steps
 * @throws PlatformError BAD_PROGRAM where they are constants of the program and out of range
 */
export function rowBounds(
  { inputs, constants, nodes }: Graph,
  given: readonly string[],
): readonly RowBound[] {
  const makers = makersOf(nodes);
  const names = new Map(given.map((name) => [inputs[name], name]));
  const data = new Map(constants.map((constant) => [constant.value, constant.data]));
  return nodes.flatMap((node) => {
    const taken = takenBy(node);
    if (taken === null) return [];
    const { numbers, ...bound } = taken;
    return sourcesOf(numbers, makers).flatMap((source) => {
      const outside = firstOutside(bound, data.get(source) ?? []);
      if (outside !== null) throw badConstant(node, outside);
      const input = names.get(source);
      return input === undefined ? [] : [{ input, ...bound }];
    });
  });
}

/**
 * The nodes that take rows by numbers that nobody has looked at, since the program computes them.
 *
 * @param state names of the inputs that do not stay what they are given as
 */
function unseen({ inputs, nodes, constants }: Graph, state: readonly string[]): readonly Node[] {
  const makers = makersOf(nodes);
  const data = new Map(constants.map((constant) => [constant.value, constant.data]));
  const carried = new Set(state.map((name) => inputs[name]));
  const isGiven = (value: Value): boolean => {
    const maker = makers.get(value);
    if (value.type === "float") return false;
    if (maker === undefined) return !carried.has(value);
    return KEEPING.includes(maker.kernel) && maker.inputs.every(isGiven);
  };
  return nodes.filter((node) => {
    const taken = takenBy(node);
    if (taken === null) return false;
    // Passes may have made constants of what the program computes.
    const sources = sourcesOf(taken.numbers, makers);
    const isOutside = sources.some((one) => firstOutside(taken, data.get(one) ?? []) !== null);
    return isOutside || !isGiven(taken.numbers);
  });
}

/** Whether every row that steps take is taken by numbers that are looked at: by none that they compute. */
export function areRowsGiven({ body, state }: StepGraph): boolean {
  const carried = state.map((name) => `state/${name}`);
  return unseen(body, carried).length === 0;
}

/**
 * The same graph for a GPU: where the program computes the numbers of rows, the processor takes them,
 * which fails where there is none. A GPU would give zeros.
 *
 * @param state names of the inputs that do not stay what they are given as
 */
export function withRowsOnProcessor(graph: Graph, state: readonly string[]): Graph {
  const moved = new Set(unseen(graph, state));
  if (moved.size === 0) return graph;
  const nodes = graph.nodes.map((node) =>
    moved.has(node) ? { ...node, attributes: { ...node.attributes, onProcessor: true } } : node,
  );
  return { ...graph, nodes };
}

/**
 * Looks at the numbers of rows that a call is given, in one place for every engine.
 *
 * @param given by names in the graph; arrays of steps are stacked
 * @throws PlatformError BAD_INPUT for a row that does not exist
 */
export function assertRows(bounds: readonly RowBound[], given: HostArrays): void {
  for (const { input, ...bound } of bounds) {
    const outside = firstOutside(bound, given[input] ?? []);
    if (outside === null) continue;
    const name = input.replace(/^(?:constant|step)\//, "");
    throw badArray(name, outside);
  }
}
