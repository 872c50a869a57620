/** Every kernel that programs may use. A row that goes or comes is an entry here, on purpose. */
export const KERNELS: readonly string[] = [];

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
