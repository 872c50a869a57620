/**
 * The operators of TensorFlow that we write, with their arguments: `type in, type in > name: type out`.
 * A type is an attribute of the operator, unless it is one of int32, bool, float (fixed); `N * T` is a list of
 * N arrays. What is named after an attribute is told to TensorFlow by the arrays that are given.
 */
const SIGNATURES = {
  AddV2: "T, T > z: T",
  Sub: "T, T > z: T",
  Mul: "T, T > z: T",
  RealDiv: "T, T > z: T",
  Maximum: "T, T > z: T",
  Minimum: "T, T > z: T",
  Pow: "T, T > z: T",
  FloorDiv: "T, T > z: T",
  FloorMod: "T, T > z: T",
  Atan2: "T, T > z: T",
  Neg: "T > y: T",
  Abs: "T > y: T",
  Sign: "T > y: T",
  Sqrt: "T > y: T",
  Square: "T > y: T",
  Reciprocal: "T > y: T",
  Exp: "T > y: T",
  Expm1: "T > y: T",
  Log: "T > y: T",
  Log1p: "T > y: T",
  Tanh: "T > y: T",
  Sigmoid: "T > y: T",
  Erf: "T > y: T",
  Sin: "T > y: T",
  Cos: "T > y: T",
  Tan: "T > y: T",
  Asin: "T > y: T",
  Acos: "T > y: T",
  Atan: "T > y: T",
  Sinh: "T > y: T",
  Cosh: "T > y: T",
  Asinh: "T > y: T",
  Acosh: "T > y: T",
  Atanh: "T > y: T",
  Floor: "T > y: T",
  Ceil: "T > y: T",
  Rint: "T > y: T",
  Softplus: "T > activations: T",
  Relu: "T > activations: T",
  Relu6: "T > activations: T",
  Elu: "T > activations: T",
  Selu: "T > activations: T",
  Softmax: "T > softmax: T",
  LogSoftmax: "T > logsoftmax: T",
  IsNan: "T > y: bool",
  IsInf: "T > y: bool",
  IsFinite: "T > y: bool",
  Equal: "T, T > z: bool",
  NotEqual: "T, T > z: bool",
  Less: "T, T > z: bool",
  LessEqual: "T, T > z: bool",
  Greater: "T, T > z: bool",
  GreaterEqual: "T, T > z: bool",
  LogicalAnd: "bool, bool > z: bool",
  LogicalOr: "bool, bool > z: bool",
  LogicalNot: "bool > y: bool",
  SelectV2: "bool, T, T > output: T",
  LeftShift: "T, T > z: T",
  RightShift: "T, T > z: T",
  BitwiseAnd: "T, T > z: T",
  BitwiseOr: "T, T > z: T",
  BitwiseXor: "T, T > z: T",
  MatMul: "T, T > product: T",
  BatchMatMulV2: "T, T > output: T",
  Sum: "T, Tidx > output: T",
  Prod: "T, Tidx > output: T",
  Max: "T, Tidx > output: T",
  Min: "T, Tidx > output: T",
  Mean: "T, Tidx > output: T",
  All: "bool, Tidx > output: bool",
  Any: "bool, Tidx > output: bool",
  ArgMax: "T, Tidx > output: output_type",
  ArgMin: "T, Tidx > output: output_type",
  Cumsum: "T, Tidx > out: T",
  TopKV2: "T, Tk > values: T, indices: index_type",
  Tile: "T, Tmultiples > output: T",
  Reshape: "T, Tshape > output: T",
  Transpose: "T, Tperm > y: T",
  Slice: "T, Index, Index > output: T",
  ReverseV2: "T, Tidx > output: T",
  ConcatV2: "N * T, Tidx > output: T",
  PadV2: "T, Tpaddings, T > output: T",
  BroadcastTo: "T, Tidx > output: T",
  GatherV2: "Tparams, Tindices, Taxis > output: Tparams",
  OneHot: "TI, int32, T, T > output: T",
  UnsortedSegmentSum: "T, Tindices, Tnumsegments > output: T",
  TensorScatterUpdate: "T, Tindices, T > output: T",
  Conv2D: "T, T > output: T",
  Conv2DBackpropInput: "int32, T, T > output: T",
  Conv2DBackpropFilter: "T, int32, T > output: T",
  BiasAdd: "T, T > output: T",
  MaxPool: "T > output: T",
  MaxPoolGrad: "T, T, T > output: T",
  MaxPoolGradGrad: "T, T, T > output: T",
  AvgPool: "T > output: T",
  AvgPoolGrad: "int32, T > output: T",
  FusedBatchNormV3:
    "T, U, U, U, U > y: T, batch_mean: U, batch_variance: U, reserve_space_1: U, reserve_space_2: U, reserve_space_3: U",
  FusedBatchNormGradV3:
    "T, T, float, U, U, U > x_backprop: T, scale_backprop: U, offset_backprop: U, reserve_space_4: U, reserve_space_5: U",
  Cast: "SrcT > y: DstT",
  Bitcast: "T > output: type",
} as const;

export type Operator = keyof typeof SIGNATURES;

interface Argument {
  /** Of an output; empty for inputs, which TensorFlow takes by position. */
  readonly name: string;
  readonly type: string;
  /** The attribute that holds how many arrays it is; null: one. */
  readonly count: string | null;
}

interface Signature {
  readonly inputs: readonly Argument[];
  readonly outputs: readonly Argument[];
}

function argumentsOf(text: string): Argument[] {
  const parts = text.split(",").map((part) => part.trim());
  return parts
    .filter((part) => part !== "")
    .map((part) => {
      const [name, typed] = part.includes(":") ? part.split(":") : ["", part];
      const [count, type] = (typed ?? "").includes("*") ? (typed ?? "").split("*") : [null, typed];
      return { name: name?.trim() ?? "", type: type?.trim() ?? "", count: count?.trim() ?? null };
    });
}

export function signatureOf(operator: Operator): Signature {
  const [inputs = "", outputs = ""] = SIGNATURES[operator].split(">");
  return { inputs: argumentsOf(inputs), outputs: argumentsOf(outputs) };
}

/** Types that are no attribute. */
export const FIXED_TYPES: readonly string[] = ["int32", "bool", "float"];
