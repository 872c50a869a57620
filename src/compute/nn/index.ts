/** What claims and measures may import of networks. */
export { constant, glorotUniform, heNormal, heUniform, normal, uniform } from "./initialisers.ts";
export type { Layer } from "./layer.ts";
export { flat, relu, sigmoid, softplus, tanh } from "./layers/activations.ts";
export { batchNorm } from "./layers/batch-norm.ts";
export { conv2d } from "./layers/conv2d.ts";
export { dense } from "./layers/dense.ts";
export { dropout } from "./layers/dropout.ts";
export { layerNorm } from "./layers/layer-norm.ts";
export { averagePool, globalAveragePool, maxPool } from "./layers/pooling.ts";
export { logLinear, logProductPool, productPool } from "./layers/product-pooling.ts";
export { residual } from "./layers/residual.ts";
export { halfSquaredError, softmaxCrossEntropy } from "./losses.ts";
export type { Loss } from "./losses.ts";
export { momentsGiven, momentsOfBatch, sequential } from "./network.ts";
export type { Network } from "./network.ts";
export { initialise, inputsOf } from "./parameters.ts";
