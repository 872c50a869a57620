import type { Precision } from "../../../../domain/engine-name.ts";
import type { Spec } from "../../graph.ts";
import { elementType, type Operand } from "../operand.ts";
import { createTensorflowBuilder, type TensorflowBuilder } from "./builder.ts";
import { encodeSavedModel, TYPES, type FunctionDef, type NodeDef } from "./format.ts";

/** A function of the library, by whose name others call it. */
export interface LibraryFunction {
  readonly def: FunctionDef;
  readonly inputs: readonly Spec[];
  readonly outputs: readonly Spec[];
}

function typeOf({ type }: Pick<Operand, "type">, precision: Precision): number {
  return TYPES[elementType(type, precision)];
}

/** A function of arrays of these shapes and types, written by `body`. */
export function libraryFunction(
  { name, precision }: { readonly name: string; readonly precision: Precision },
  inputs: readonly Spec[],
  body: (builder: TensorflowBuilder, given: readonly Operand[]) => readonly Operand[],
): LibraryFunction {
  const builder = createTensorflowBuilder(precision);
  const given = inputs.map((spec, index) => ({ ...spec, name: `a${index}` }));
  const results = body(builder, given);
  const argument = (prefix: string) => (operand: Pick<Operand, "type">, index: number) => {
    return { name: `${prefix}${index}`, type: typeOf(operand, precision) };
  };
  const def = {
    signature: {
      ...{ name, inputArg: inputs.map(argument("a")), outputArg: results.map(argument("r")) },
    },
    nodeDef: builder.nodes,
    ret: Object.fromEntries(results.map((operand, index) => [`r${index}`, operand.name])),
  };
  return { def, inputs, outputs: results.map(({ shape, type }) => ({ shape, type }) as Spec) };
}

function typeList(specs: readonly Spec[], precision: Precision) {
  return { list: { type: specs.map((spec) => typeOf(spec, precision)) } };
}

/** A call of another function, which is compiled by XLA where it is marked. */
export function call(
  builder: TensorflowBuilder,
  { def, inputs, outputs }: LibraryFunction,
  given: readonly Operand[],
  isCompiled = false,
): Operand[] {
  const name = builder.freshName();
  builder.raw({
    ...{ name, op: "PartitionedCall", input: given.map((operand) => operand.name) },
    attr: {
      Tin: typeList(inputs, builder.precision),
      Tout: typeList(outputs, builder.precision),
      f: { func: { name: def.signature.name } },
      ...(isCompiled ? { _XlaMustCompile: { b: true } } : {}),
    },
  });
  return outputs.map((spec, index) => ({ ...spec, name: `${name}:output:${index}` }));
}

/** While the condition holds, the body again on what it gave. */
interface Loop {
  readonly condition: LibraryFunction;
  readonly body: LibraryFunction;
  readonly isCompiled: boolean;
}

/**
 * By XLA: as the operator that nothing else can run, so that what is not compiled fails. Otherwise
 * lowered to control flow, without which TensorFlow does not hand what is in the body to oneDNN.
 */
export function loop(
  builder: TensorflowBuilder,
  { condition, body, isCompiled }: Loop,
  start: readonly Operand[],
): Operand[] {
  const name = builder.freshName();
  const op = isCompiled ? "XlaWhile" : "StatelessWhile";
  builder.raw({
    ...{ name, op, input: start.map((operand) => operand.name) },
    attr: {
      T: typeList(body.inputs, builder.precision),
      cond: { func: { name: condition.def.signature.name } },
      body: { func: { name: body.def.signature.name } },
      ...(isCompiled ? {} : { _lower_using_switch_merge: { b: true } }),
    },
  });
  return body.outputs.map((spec, index) => ({ ...spec, name: `${name}:output:${index}` }));
}

/** What stands before and behind the graph: arrays as tfjs-node's tensors can hold them. */
export function savedModel(
  entry: LibraryFunction,
  others: readonly LibraryFunction[],
  precision: Precision,
): Uint8Array {
  const placeholders = entry.inputs.map((spec, index): NodeDef => {
    const attr = { dtype: { type: typeOf(spec, precision) } };
    return { name: inputName(index), op: "Placeholder", input: [], attr };
  });
  const main: NodeDef = {
    ...{ name: "main", op: "PartitionedCall", input: placeholders.map(({ name }) => name) },
    attr: {
      Tin: typeList(entry.inputs, precision),
      Tout: typeList(entry.outputs, precision),
      f: { func: { name: entry.def.signature.name } },
    },
  };
  return encodeSavedModel(
    [...placeholders, main],
    [entry, ...others].map(({ def }) => def),
  );
}

export function inputName(index: number): string {
  return `input${index}`;
}

export function outputName(index: number): string {
  return `main:${index}`;
}
