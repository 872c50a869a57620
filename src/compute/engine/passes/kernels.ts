/** Kernels of two arrays, element by element, that repeat a smaller one over the larger. */
export const REPEATING: ReadonlySet<string> = new Set([
  ...["Add", "Sub", "Multiply", "RealDiv", "Maximum", "Minimum", "Pow"],
  ...["Greater", "GreaterEqual", "Less", "LessEqual", "Equal", "NotEqual"],
]);

/** Kernels of one array, element by element. */
export const ELEMENTWISE: ReadonlySet<string> = new Set([
  ...["Neg", "Abs", "Sign", "Step", "Relu", "Sqrt", "Reciprocal", "Exp", "Log"],
  ...["Tanh", "Sigmoid", "Softplus", "Cast"],
]);

/** Kernels whose output is linear in their first input, whatever the others are. */
export const LINEAR_IN_FIRST: ReadonlySet<string> = new Set([
  ...["Reshape", "Transpose", "Sum", "Mean", "Neg", "Tile", "RealDiv", "Slice", "Reverse"],
  ...["AvgPool", "AvgPoolGrad", "MaxPoolGrad"],
]);

/** Kernels whose output is linear in each of two inputs. */
export const BILINEAR: ReadonlySet<string> = new Set([
  ...["Multiply", "BatchMatMul", "Gemm"],
  ...["Conv2D", "Conv2DBackpropInput", "Conv2DBackpropFilter"],
]);
