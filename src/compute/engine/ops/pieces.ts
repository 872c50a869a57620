import { LARGEST } from "../lower/operand.ts";
import { unary } from "./elementwise.ts";
import type { Operation } from "./operation.ts";

/** Halfway between two integers: the even one, as IEEE 754, ONNX and tfjs have it. */
function roundToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** Signs, roundings and bounds: functions that are straight between their edges. */
export const pieces: readonly Operation[] = [
  unary({
    ...{ kernel: "Neg", onnx: "Neg", takes: "numbers", evaluate: (x) => -x },
    slope: (tf) => tf.scalar(-1),
  }),
  unary({
    ...{ kernel: "Abs", onnx: "Abs", takes: "numbers", evaluate: Math.abs },
    slope: (tf, x) => tf.sign(x),
    // That of tfjs is -1 at 0, which pulls weights that an L1 penalty has brought there.
    gradient: ({ tf, inputs: [x], dy }) => [() => tf.mul(dy, tf.sign(x))],
  }),
  unary({
    ...{ kernel: "Sign", onnx: "Sign", takes: "numbers", evaluate: Math.sign },
    slope: "constant",
  }),
  unary({ ...{ kernel: "Floor", onnx: "Floor", evaluate: Math.floor, slope: "constant" } }),
  unary({ ...{ kernel: "Ceil", onnx: "Ceil", evaluate: Math.ceil, slope: "constant" } }),
  unary({ ...{ kernel: "Round", onnx: "Round", evaluate: roundToEven, slope: "constant" } }),
  unary<{ alpha?: number }>({
    ...{ kernel: "Step", takes: "numbers", slope: "constant" },
    evaluate: (x, { alpha = 0 }) => (x > 0 ? 1 : x === x ? alpha : x),
    onnx: ({ op, test }, [x], { attributes: { alpha = 0 }, builder, output }) => {
      const above = test("Greater", x, 0);
      if (output.type !== "float") return op("Where", above, 1, alpha);
      if (alpha !== 0) return op("Where", test("IsNaN", x), x, op("Where", above, 1, alpha));
      // Keeps NaN, which a comparison would not; what is below 1 / LARGEST counts in part.
      return op("Clip", op("Mul", x, LARGEST[builder.precision]), 0, 1);
    },
  }),
  unary<{ clipValueMin: number; clipValueMax: number }>({
    ...{ kernel: "ClipByValue", takes: "numbers" },
    evaluate: (x, { clipValueMin, clipValueMax }) =>
      Math.min(Math.max(x, clipValueMin), clipValueMax),
    slope: (tf, x, _y, { clipValueMin, clipValueMax }) => {
      const isWithin = tf.logicalAnd(
        tf.greaterEqual(x, clipValueMin),
        tf.lessEqual(x, clipValueMax),
      );
      return tf.cast(isWithin, "float32");
    },
    onnx: ({ op }, [x], { attributes: { clipValueMin, clipValueMax } }) =>
      op("Clip", x, clipValueMin, clipValueMax),
  }),
];
