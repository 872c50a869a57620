import type { Spec } from "../../graph.ts";
import { SELU } from "../../ops/activations.ts";
import type { Operand } from "../operand.ts";
import { rule, type TensorflowBuilder, type TensorflowRule } from "./builder.ts";
import type { Operator } from "./operators.ts";

/** The operator that is this very function. */
function same(operator: Operator): TensorflowRule<never> {
  return (builder, inputs, { outputs: [output] }) => [builder.node(operator, inputs, output)];
}

/** TensorFlow orders no truth values; tfjs does, as 0 and 1. */
function comparison(operator: Operator): TensorflowRule<never> {
  return (builder, inputs, { outputs: [output] }) => {
    const numbers = inputs.map((operand) =>
      operand.type === "bool" ? builder.cast(operand, "int32") : operand,
    );
    return [builder.node(operator, numbers, output)];
  };
}

/**
 * Terms of one rank: TensorFlow gathers sums of sums, and takes [1, 6] and [1, 1, 6] for arrays of one
 * shape, which it then refuses to add.
 */
export function sumOf(
  builder: TensorflowBuilder,
  terms: readonly Operand[],
  output: Spec,
): Operand {
  const rank = output.shape.length;
  const level = terms.map((term) => {
    const missing = new Array<number>(rank - term.shape.length).fill(1);
    return builder.reshape(term, [...missing, ...term.shape]);
  });
  return level.reduce((total, term) => builder.node("AddV2", [total, term], output));
}

interface Clip {
  readonly clipValueMin: number;
  readonly clipValueMax: number;
}

const isNumber = (builder: Parameters<TensorflowRule>[0], x: Operand): Operand =>
  builder.node("Equal", [x, x], { ...x, type: "bool" });

/** Functions of the elements that stand at the same place. */
export const elementwise = {
  Add: rule((builder, inputs, { outputs: [output] }) => [
    sumOf(builder, inputs.slice(0, 2), output),
  ]),
  Sub: same("Sub"),
  Multiply: same("Mul"),
  RealDiv: same("RealDiv"),
  Maximum: same("Maximum"),
  Minimum: same("Minimum"),
  Pow: same("Pow"),
  FloorDiv: same("FloorDiv"),
  Mod: same("FloorMod"),
  Atan2: same("Atan2"),
  AddN: rule((builder, inputs, { outputs: [output] }) => [sumOf(builder, inputs, output)]),
  Neg: same("Neg"),
  Abs: same("Abs"),
  Sign: same("Sign"),
  Floor: same("Floor"),
  Ceil: same("Ceil"),
  Round: same("Rint"),
  Sqrt: same("Sqrt"),
  Reciprocal: same("Reciprocal"),
  Exp: same("Exp"),
  Expm1: same("Expm1"),
  Log: same("Log"),
  Log1p: same("Log1p"),
  Sin: same("Sin"),
  Cos: same("Cos"),
  Tan: same("Tan"),
  Asin: same("Asin"),
  Acos: same("Acos"),
  Atan: same("Atan"),
  Sinh: same("Sinh"),
  Cosh: same("Cosh"),
  Asinh: same("Asinh"),
  Acosh: same("Acosh"),
  Atanh: same("Atanh"),
  /** TensorFlow's own, in float64, is NaN of the largest numbers; from 6 on it is 1. */
  Erf: rule((builder, [x], { outputs: [output] }) => {
    if (builder.precision === "float32") return [builder.node("Erf", [x], output)];
    const raised = builder.node("Maximum", [x, -6], output);
    return [builder.node("Erf", [builder.node("Minimum", [raised, 6], output)], output)];
  }),
  Tanh: same("Tanh"),
  Sigmoid: same("Sigmoid"),
  Softplus: same("Softplus"),
  Relu: same("Relu"),
  Relu6: same("Relu6"),
  Elu: same("Elu"),
  /** TensorFlow's own has factors of float32 on a GPU. */
  Selu: rule((builder, [x], { outputs: [output] }) => {
    if (builder.precision === "float32") return [builder.node("Selu", [x], output)];
    const isAbove = builder.node("Greater", [x, 0], { ...output, type: "bool" });
    const above = builder.node("Mul", [x, SELU.scale], output);
    const below = builder.node(
      "Mul",
      [builder.node("Expm1", [x], output), SELU.scaledAlpha],
      output,
    );
    return [builder.node("SelectV2", [isAbove, above, below], output)];
  }),
  LeakyRelu: rule<{ alpha: number }>(
    (builder, [x], { attributes: { alpha }, outputs: [output] }) => {
      const isAbove = builder.node("Greater", [x, 0], { ...output, type: "bool" });
      const below = builder.node("Mul", [x, alpha], output);
      return [builder.node("SelectV2", [isAbove, x, below], output)];
    },
  ),
  /** 1 above 0, else alpha; NaN where x is NaN. */
  Step: rule<{ alpha?: number }>(
    (builder, [x], { attributes: { alpha = 0 }, outputs: [output] }) => {
      const isAbove = builder.node("Greater", [x, 0], { ...output, type: "bool" });
      const [one, other] = [1, alpha].map((value) => builder.scalar(value, output.type));
      const stepped = builder.node("SelectV2", [isAbove, one ?? 1, other ?? 0], output);
      if (output.type !== "float") return [stepped];
      return [builder.node("SelectV2", [isNumber(builder, x), stepped, x], output)];
    },
  ),
  ReluSlope: same("Sign"),
  ClipByValue: rule<Clip>((builder, [x], { attributes, outputs: [output] }) => {
    const { clipValueMin, clipValueMax } = attributes;
    const raised = builder.node("Maximum", [x, clipValueMin], output);
    return [builder.node("Minimum", [raised, clipValueMax], output)];
  }),
  Equal: same("Equal"),
  NotEqual: same("NotEqual"),
  Less: comparison("Less"),
  LessEqual: comparison("LessEqual"),
  Greater: comparison("Greater"),
  GreaterEqual: comparison("GreaterEqual"),
  LogicalAnd: same("LogicalAnd"),
  LogicalOr: same("LogicalOr"),
  LogicalNot: same("LogicalNot"),
  IsNan: same("IsNan"),
  IsInf: same("IsInf"),
  IsFinite: same("IsFinite"),
  Select: same("SelectV2"),
};
