const NAMES =
  "Abs Acos Acosh Add AddN All Any ArgMax ArgMin Asin Asinh Atan Atan2 Atanh AvgPool " +
  "AvgPoolGrad BatchMatMul BatchToSpaceND Cast Ceil ClipByValue Concat Conv2D " +
  "Conv2DBackpropFilter Conv2DBackpropInput Cos Cosh Cumprod Cumsum DepthToSpace " +
  "DepthwiseConv2dNative DepthwiseConv2dNativeBackpropFilter DepthwiseConv2dNativeBackpropInput " +
  "Elu EluGrad Equal Erf Exp ExpandDims Expm1 Fill Floor FloorDiv GatherV2 Greater GreaterEqual " +
  "Identity IsFinite IsInf IsNan LeakyRelu Less LessEqual LinSpace Log Log1p LogicalAnd " +
  "LogicalNot LogicalOr Max MaxPool MaxPoolGrad Maximum Mean Min Minimum MirrorPad Mod Multiply " +
  "Neg NotEqual OneHot OnesLike Pack PadV2 Pow Prelu Prod Range RealDiv Reciprocal Relu Relu6 " +
  "Reshape Reverse Round Rsqrt Select Selu Sigmoid Sign Sin Sinh Slice Softmax Softplus " +
  "SpaceToBatchND SplitV Sqrt Square SquaredDifference Step StridedSlice Sub Sum Tan Tanh " +
  "ThreefryUniform Tile TopK Transpose Unpack UnsortedSegmentSum ZerosLike";

/** Every kernel that programs may use. A row that goes or comes is an entry here, on purpose. */
export const KERNELS: readonly string[] = NAMES.split(" ");

/**
 * Kernels that only gradients call: tapes never hold them. How they move is tested by themselves and
 * as the gradients of those that call them.
 */
export const NOT_ON_TAPE: readonly string[] = [
  "AvgPoolGrad",
  "Conv2DBackpropFilter",
  "DepthwiseConv2dNativeBackpropFilter",
  "DepthwiseConv2dNativeBackpropInput",
  "EluGrad",
  "MaxPoolGrad",
];

/** Kernels of which nothing moves: they take no floats. */
export const WITHOUT_MOTION: readonly string[] = [
  ...["All", "Any", "LogicalAnd", "LogicalNot", "LogicalOr"],
  ...["Fill", "LinSpace", "Range", "OneHot", "ThreefryUniform"],
];

/** Kernels that have suites of their own. */
export const TESTED_ELSEWHERE: readonly string[] = ["ThreefryUniform"];
