import { PlatformError } from "../../domain/errors.ts";
import { sizeOf, type Graph, type Value } from "./graph.ts";
import { prefixed } from "./names.ts";
import type { FunctionProgram, InputSpecs, StepProgram, Tensors } from "./program.ts";
import { traceTf } from "./facade.ts";
import { record } from "./recorder.ts";
import { symbol, valueOf } from "./recording.ts";
import type { Tensor } from "./tfjs.ts";

/** Symbols for named inputs; names keep their order. */
function symbolsOf(specs: InputSpecs) {
  const tensors: Record<string, Tensor> = {};
  const values: Record<string, Value> = {};
  for (const [name, { shape, type = "float" }] of Object.entries(specs)) {
    if (sizeOf(shape) === 0 || shape.some((length) => !Number.isInteger(length) || length < 1)) {
      const told = `input ${name} has shape [${shape.join(", ")}]: lengths are whole and at least 1`;
      throw new PlatformError("BAD_PROGRAM", told);
    }
    const { tensor, value } = symbol({ shape, type });
    tensors[name] = tensor;
    values[name] = value;
  }
  return { tensors, values };
}

function named<T>(program: { readonly name: string }, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const { code, message, path, cause } = error;
    const told = message.startsWith("program ") ? message : `program ${program.name}: ${message}`;
    throw new PlatformError(code, told, { ...(path === null ? {} : { path }), cause });
  }
}

export function traceFunction(program: FunctionProgram): Graph {
  return named(program, () =>
    record(() => {
      const { tensors, values } = symbolsOf(program.inputs);
      return { inputs: values, outputs: program.run(traceTf, tensors) };
    }),
  );
}

/** A step as a graph; inputs and outputs carry the prefix that says what they are. */
export interface StepGraph {
  readonly name: string;
  readonly body: Graph;
  /** Names without prefix. State is in the same order at both ends. */
  readonly state: readonly string[];
  readonly constants: readonly string[];
  readonly perStep: readonly string[];
  readonly metrics: readonly string[];
}

/** @throws PlatformError BAD_PROGRAM also when a step's new state has other shapes than its old */
export function traceStep(program: StepProgram): StepGraph {
  let metrics: string[] = [];
  const body = named(program, () =>
    record(() => {
      const state = symbolsOf(program.state);
      const constants = symbolsOf(program.constants);
      const perStep = symbolsOf(program.perStep);
      const given = {
        state: state.tensors,
        constants: constants.tensors,
        perStep: perStep.tensors,
      };
      const next = program.step(traceTf, given);
      assertSameState(state.values, next.state);
      metrics = Object.keys(next.metrics);
      return {
        inputs: {
          ...prefixed("state", state.values),
          ...prefixed("constant", constants.values),
          ...prefixed("step", perStep.values),
        },
        outputs: { ...prefixed("state", next.state), ...prefixed("metric", next.metrics) },
      };
    }),
  );
  const { name } = program;
  const keys = (record: InputSpecs) => Object.keys(record);
  return {
    ...{ name, body, metrics },
    ...{
      state: keys(program.state),
      constants: keys(program.constants),
      perStep: keys(program.perStep),
    },
  };
}

function assertSameState(old: Readonly<Record<string, Value>>, next: Tensors): void {
  const names = new Set([...Object.keys(old), ...Object.keys(next)]);
  for (const name of names) {
    const before = old[name];
    const after = next[name];
    if (before === undefined || after === undefined) {
      const told = `state ${name} ${before === undefined ? "appears" : "is lost"} in a step`;
      throw new PlatformError("BAD_PROGRAM", told);
    }
    const { shape, type } = valueOf(after);
    if (shape.join() !== before.shape.join() || type !== before.type) {
      const told = `state ${name} enters a step as ${before.type} [${before.shape.join(", ")}] and leaves it as ${type} [${shape.join(", ")}]`;
      throw new PlatformError("BAD_PROGRAM", told);
    }
  }
}
