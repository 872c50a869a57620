import { PlatformError } from "../../../domain/errors.ts";
import type { Graph } from "../graph.ts";
import { prefixed } from "../names.ts";
import type { StepGraph } from "../trace.ts";
import { assertKnown, assertArray } from "./arrays.ts";
import type { HostArrays, StepInputs } from "./engine.ts";
import { assertRows, rowBounds } from "./rows.ts";

/**
 * Looks at what a function is given, the same for every engine: names, types, sizes, rows by number.
 *
 * @returns what gives the arrays by their names in the graph, or throws PlatformError BAD_INPUT
 */
export function functionCheck(graph: Graph): (inputs: HostArrays) => HostArrays {
  const names = Object.keys(graph.inputs);
  const bounds = rowBounds(graph, names);
  return (inputs) => {
    assertKnown(names, inputs, "input");
    for (const [name, value] of Object.entries(graph.inputs))
      assertArray(name, inputs[name], value);
    assertRows(bounds, inputs);
    return inputs;
  };
}

/** Looks at what a call of steps is given, the same for every engine. */
export function stepCheck(graph: StepGraph): (inputs: StepInputs) => HostArrays {
  const isGiven = (key: string) => !key.startsWith("state/");
  const bounds = rowBounds(graph.body, Object.keys(graph.body.inputs).filter(isGiven));
  return ({ count, state, constants, perStep }) => {
    assertKnown(graph.state, state, "state");
    assertKnown(graph.constants, constants, "constant");
    assertKnown(graph.perStep, perStep, "input of a step");
    if (!Number.isInteger(count) || count < 1) {
      const told = `${count} steps: a whole number of at least 1 is needed`;
      throw new PlatformError("BAD_INPUT", told);
    }
    const given: HostArrays = {
      ...prefixed("state", state),
      ...prefixed("constant", constants),
      ...prefixed("step", perStep),
    };
    for (const [key, { shape, type }] of Object.entries(graph.body.inputs)) {
      const full = key.startsWith("step/") ? [count, ...shape] : shape;
      assertArray(key.slice(key.indexOf("/") + 1), given[key], { shape: full, type });
    }
    assertRows(bounds, given);
    return given;
  };
}
