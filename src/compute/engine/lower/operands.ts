import type { Constant, Spec, StorageType, Value } from "../graph.ts";
import type { Operand } from "./operand.ts";

/** Which operand of the model, or function, under construction holds each value so far. */
export type Operands = Map<Value, Operand>;

export function need(operands: Operands, value: Value): Operand {
  const operand = operands.get(value);
  if (operand === undefined) throw new Error(`value ${value.id} is used before it is made`);
  return operand;
}

interface Builder {
  constant(values: ArrayLike<number>, shape: Spec["shape"], type: StorageType): Operand;
}

export function lowerConstants(
  constants: readonly Constant[],
  builder: Builder,
  operands: Operands,
): void {
  for (const { value, data } of constants) {
    operands.set(value, builder.constant(data, value.shape, value.type));
  }
}
