import type { Tensor } from "@tensorflow/tfjs-core";
import { PlatformError } from "../../../domain/errors.ts";
import type { TraceTf } from "../program.ts";
import { assertTaken, binary, times, total, unrepeated } from "./elementwise.ts";
import { broadcastShape, mapElements } from "./broadcast.ts";
import { composite, primitive, type Operation } from "./operation.ts";

/** The remainder that has the sign of the divisor, as in Python. */
function floorMod(a: number, b: number): number {
  const rest = a % b;
  return rest * Math.sign(b) < 0 ? rest + b : rest;
}

/** An integer has no infinity: every engine stops where it is divided by 0. */
function dividing(divide: (a: number, b: number) => number) {
  return (a: number, b: number): number => {
    if (b !== 0) return divide(a, b);
    throw new PlatformError("VERIFICATION_FAILED", `the integer ${a} is divided by 0`);
  };
}

/** As in IEEE 754: 1 to any power is 1. To JavaScript it is NaN for some. */
function power(base: number, exponent: number): number {
  if (base === 1) return 1;
  return base === -1 && Math.abs(exponent) === Infinity ? 1 : base ** exponent;
}

/** Which of two elements: where they are equal it is the first that moves, as in tfjs. */
function choice(
  kernel: string,
  onnx: string,
  evaluate: (a: number, b: number) => number,
  isFirst: (tf: TraceTf, a: Tensor, b: Tensor) => Tensor,
): Operation {
  const factors = (tf: TraceTf, a: Tensor, b: Tensor) => {
    const first = isFirst(tf, a, b);
    return {
      ofFirst: () => tf.cast(first, "float32"),
      ofSecond: () => tf.cast(tf.logicalNot(first), "float32"),
    };
  };
  return binary({
    ...{ kernel, onnx, takes: "numbers", evaluate },
    parts: ({ tf, inputs: [a, b], tangents: [da, db] }) => {
      const { ofFirst, ofSecond } = factors(tf, a, b);
      return [times(tf, da, ofFirst), times(tf, db, ofSecond)];
    },
    // That of tfjs forgets that an input may have been repeated.
    gradient: ({ tf, inputs: [a, b], dy }) => {
      const { ofFirst, ofSecond } = factors(tf, a, b);
      return [
        () => unrepeated(tf, tf.mul(dy, ofFirst()), a),
        () => unrepeated(tf, tf.mul(dy, ofSecond()), b),
      ];
    },
  });
}

export const arithmetic: readonly Operation[] = [
  binary({
    ...{ kernel: "Add", onnx: "Add", takes: "numbers", evaluate: (a, b) => a + b },
    parts: ({ tangents: [da, db] }) => [da, db],
  }),
  binary({
    ...{ kernel: "Sub", onnx: "Sub", takes: "numbers", evaluate: (a, b) => a - b },
    parts: ({ tf, tangents: [da, db] }) => [da, db === null ? null : tf.neg(db)],
  }),
  binary({
    ...{ kernel: "Multiply", onnx: "Mul", takes: "numbers", evaluate: (a, b) => a * b },
    ofIntegers: Math.imul,
    parts: ({ tf, inputs: [a, b], tangents: [da, db] }) => [
      times(tf, da, () => b),
      times(tf, db, () => a),
    ],
  }),
  binary({
    ...{ kernel: "RealDiv", onnx: "Div", evaluate: (a, b) => a / b },
    parts: ({ tf, inputs: [, b], outputs: [y], tangents: [da, db] }) => [
      da === null ? null : tf.div(da, b),
      times(tf, db, () => tf.neg(tf.div(y, b))),
    ],
  }),
  choice("Maximum", "Max", Math.max, (tf, a, b) => tf.greaterEqual(a, b)),
  choice("Minimum", "Min", Math.min, (tf, a, b) => tf.lessEqual(a, b)),
  // Of floats only: no two engines agree about integers that do not fit, or to negative powers. With
  // respect to the exponent there is a derivative only where the base is positive.
  binary({
    ...{ kernel: "Pow", onnx: "Pow", evaluate: power },
    parts: ({ tf, inputs: [a, b], outputs: [y], tangents: [da, db] }) => [
      times(tf, da, () => tf.mul(b, tf.pow(a, tf.sub(b, 1)))),
      times(tf, db, () => {
        const isPositive = tf.greater(a, 0);
        const logarithm = tf.log(tf.where(isPositive, a, tf.onesLike(a)));
        return tf.mul(y, logarithm);
      }),
    ],
  }),
  binary({
    ...{ kernel: "FloorDiv", takes: "numbers", evaluate: (a, b) => Math.floor(a / b) },
    ofIntegers: dividing((a, b) => Math.floor(a / b)),
    parts: "constant",
    onnx: ({ op }, [a, b], { builder, output }) => {
      if (output.type === "float") return op("Floor", op("Div", a, b));
      // Without the rest, which is refused where b is 0, the quotient is whole, and float64 holds it.
      const [left, rest, right] = [a, op("Mod", a, b), b].map((one) =>
        builder.cast(one, "float64"),
      );
      const real = { shape: output.shape, type: "float64" } as const;
      const multiple = builder.node("Sub", [left ?? null, rest ?? null], real);
      return builder.cast(builder.node("Div", [multiple, right ?? null], real), "int32");
    },
  }),
  binary({
    ...{ kernel: "Mod", takes: "numbers", evaluate: floorMod, ofIntegers: dividing(floorMod) },
    parts: ({ tf, inputs: [a, b], tangents: [da, db] }) => [
      da,
      times(tf, db, () => tf.neg(tf.floorDiv(a, b))),
    ],
    onnx: ({ op, test }, [a, b], { builder, output }) => {
      if (output.type === "int32") return op("Mod", a, b);
      const rest = builder.node("Mod", [a, b], output, { attributes: { fmod: 1 } });
      const isForeign = test("Less", op("Mul", op("Sign", rest), op("Sign", b)), 0);
      return builder.node("Where", [isForeign, op("Add", rest, b), rest], output);
    },
  }),
  composite({
    ...{ kernel: "SquaredDifference", inputs: ["a", "b"] },
    compose: (tf, [a, b]) => tf.square(tf.sub(a, b)),
    // That of tfjs forgets that an input may have been repeated.
    gradient: ({ tf, inputs: [a, b], dy }) => {
      const slope = () => tf.mul(dy, tf.mul(2, tf.sub(a, b)));
      return [() => unrepeated(tf, slope(), a), () => unrepeated(tf, tf.neg(slope()), b)];
    },
  }),
  primitive({
    ...{ kernel: "AddN", inputs: "list" },
    infer: (inputs) => {
      assertTaken("AddN", inputs, "numbers");
      return [{ shape: broadcastShape("AddN", inputs), type: inputs[0].type }];
    },
    evaluate: (inputs, _, [output]) => [
      mapElements(inputs, output, (...terms) => terms.reduce((sum, term) => sum + term, 0)),
    ],
    tangent: ({ tf, tangents, outputs: [y] }) => [total(tf, tangents, y)],
    onnx: (builder, inputs, { outputs: [output] }) => [
      inputs.reduce((sum, term) => builder.node("Add", [sum, term], output)),
    ],
  }),
];
