import type { Operand } from "../lower/onnx-builder.ts";
import { broadcastShape, mapElements } from "./broadcast.ts";
import { binary, unary, type Formula } from "./elementwise.ts";
import { primitive, type Operation } from "./operation.ts";

function comparison(kernel: string, onnx: string, holds: (a: number, b: number) => boolean) {
  return binary({
    ...{ kernel, takes: "anything", answer: "bool", parts: "constant" },
    evaluate: (a, b) => Number(holds(a, b)),
    onnx: ({ op }, [a, b], { builder }) => {
      // ONNX compares no truth values; tfjs does, as 0 and 1.
      const [left, right] = [a, b].map((operand) =>
        operand.type === "bool" ? builder.cast(operand, "int32") : operand,
      ) as [Operand, Operand];
      return op(onnx, left, right);
    },
  });
}

function logical(kernel: string, onnx: string, holds: (a: number, b: number) => number) {
  return binary({
    ...{ kernel, takes: "anything", answer: "bool", parts: "constant" },
    ...{ evaluate: holds, onnx },
  });
}

const isInfinite = ({ op }: Formula, x: Operand) => op("IsInf", x);

/** Questions about elements, answered by truth values, and the choice that uses them. */
export const comparisons: readonly Operation[] = [
  comparison("Equal", "Equal", (a, b) => a === b),
  comparison("Greater", "Greater", (a, b) => a > b),
  comparison("GreaterEqual", "GreaterOrEqual", (a, b) => a >= b),
  comparison("Less", "Less", (a, b) => a < b),
  comparison("LessEqual", "LessOrEqual", (a, b) => a <= b),
  binary({
    ...{ kernel: "NotEqual", takes: "anything", answer: "bool", parts: "constant" },
    evaluate: (a, b) => Number(a !== b),
    onnx: ({ op }, [a, b]) => op("Not", op("Equal", a, b)),
  }),
  logical("LogicalAnd", "And", (a, b) => a & b),
  logical("LogicalOr", "Or", (a, b) => a | b),
  unary({
    ...{ kernel: "LogicalNot", onnx: "Not", takes: "anything", answer: "bool", slope: "constant" },
    evaluate: (x) => 1 - x,
  }),
  unary({
    ...{ kernel: "IsNan", onnx: "IsNaN", answer: "bool", slope: "constant" },
    evaluate: (x) => Number(Number.isNaN(x)),
  }),
  unary({
    ...{ kernel: "IsInf", answer: "bool", slope: "constant" },
    evaluate: (x) => Number(Math.abs(x) === Infinity),
    onnx: (formula, [x]) => isInfinite(formula, x),
  }),
  unary({
    ...{ kernel: "IsFinite", answer: "bool", slope: "constant" },
    evaluate: (x) => Number(Number.isFinite(x)),
    onnx: (formula, [x]) =>
      formula.op("Not", formula.op("Or", formula.op("IsNaN", x), isInfinite(formula, x))),
  }),
  primitive({
    ...{ kernel: "Select", inputs: ["condition", "t", "e"] },
    infer: ([condition, yes, no]) => [
      { shape: broadcastShape("Select", [condition, yes, no]), type: yes.type },
    ],
    evaluate: (inputs, _, [output]) => [
      mapElements(inputs.slice(0, 3), output, (condition = 0, yes = 0, no = 0) =>
        condition === 0 ? no : yes,
      ),
    ],
    tangent: ({ tf, inputs: [condition], outputs: [y], tangents: [, yes, no] }) => {
      const still = tf.zerosLike(y);
      return [tf.where(condition, yes ?? still, no ?? still)];
    },
    onnx: (builder, [condition, yes, no], { outputs: [output] }) => {
      if (output.type !== "bool") return [builder.node("Where", [condition, yes, no], output)];
      // ONNX Runtime chooses between no truth values, but between bytes.
      const bytes = { ...output, type: "uint8" } as const;
      const chosen = [condition, builder.cast(yes, "uint8"), builder.cast(no, "uint8")];
      return [builder.cast(builder.node("Where", chosen, bytes), "bool")];
    },
  }),
];
