import type { Precision } from "../../../../domain/engine-name.ts";
import type { Spec } from "../../graph.ts";
import type { Operand } from "../operand.ts";
import type { TensorflowBuilder } from "./builder.ts";

/**
 * The tensors of tfjs-node hold float32, int32, uint8 (inwards only) and truth values. What else there
 * is travels as the bits of int32: a float64 as two of them, the low half first.
 */
function isPairs({ type }: Spec, precision: Precision): boolean {
  return type === "float" && precision === "float64";
}

/** What an array is on its way in. */
export function carriedIn(spec: Spec, precision: Precision): Spec {
  if (isPairs(spec, precision)) return { shape: [...spec.shape, 2], type: "int32" };
  return spec.type === "uint32" ? { ...spec, type: "int32" } : spec;
}

function bitcast(builder: TensorflowBuilder, operand: Operand, spec: Spec): Operand {
  return builder.node("Bitcast", [operand], spec);
}

/** The array itself from what came in. */
export function received(builder: TensorflowBuilder, carried: Operand, spec: Spec): Operand {
  const isItself = carried.type === spec.type && carried.shape.length === spec.shape.length;
  return isItself ? carried : bitcast(builder, carried, spec);
}

/** An array as it goes out. */
export function sent(builder: TensorflowBuilder, operand: Operand): Operand {
  const { shape, type } = operand;
  if (isPairs(operand as Spec, builder.precision)) {
    return bitcast(builder, operand, { shape: [...shape, 2], type: "int32" });
  }
  if (type === "uint32") return bitcast(builder, operand, { shape, type: "int32" });
  return type === "uint8" ? builder.cast(operand, "int32") : operand;
}
