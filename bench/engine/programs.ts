import type { Precision } from "../../src/domain/engine-name.ts";
import {
  averagePool,
  batchNorm,
  conv2d,
  dense,
  flat,
  globalAveragePool,
  halfSquaredError,
  relu,
  residual,
  sequential,
  softmaxCrossEntropy,
  type Layer,
  type Loss,
  type Network,
} from "../../src/compute/nn/index.ts";
import { adam, sgd, type Optimiser } from "../../src/compute/training/index.ts";
import { logMix, productPool } from "./conv-ac.ts";

/** A training whose speed is measured. */
export interface BenchProgram {
  readonly name: string;
  readonly precisions: readonly Precision[];
  readonly network: Network;
  readonly loss: Loss;
  readonly optimiser: Optimiser;
  readonly batch: number;
  /** More than the batch: bytes, gathered and cast in every step. The same: floats, as they are. */
  readonly examples: number;
  readonly replicas: number | null;
  readonly rate: number;
  /** Steps of the whole job. */
  readonly jobSteps: number;
  /** Floating-point operations of one step's products; null where other work decides. */
  readonly operations: number | null;
}

const BOTH = ["float32", "float64"] as const;

/** Products of a step: forward, by the weights, and, but for the first layer, by the input. */
function denseOperations(widths: readonly number[], batch: number): number {
  const layers = widths.slice(1).map((out, index) => (widths[index] ?? 1) * out);
  return layers.reduce((sum, size, index) => sum + (index === 0 ? 4 : 6) * batch * size, 0);
}

function perceptron(widths: readonly number[], between: () => Layer[]): Network {
  const layers = widths.slice(1).flatMap((units, index) => {
    const isLast = index === widths.length - 2;
    return isLast ? [dense(units)] : [dense(units), ...between()];
  });
  return sequential([widths[0] ?? 1], layers);
}

const DEFAULTS = {
  ...{ loss: softmaxCrossEntropy, optimiser: sgd(), replicas: null, jobSteps: 1000 },
  rate: 0.01,
  precisions: ["float32"] as const,
};

function mlp(widths: readonly number[], batch: number): BenchProgram {
  return {
    ...DEFAULTS,
    name: `MLP ${widths.join("-")}, batch ${batch}`,
    network: perceptron(widths, () => [relu()]),
    loss: widths.at(-1) === 1 ? halfSquaredError : softmaxCrossEntropy,
    ...{ batch, examples: batch, operations: denseOperations(widths, batch) },
  };
}

function ten(program: BenchProgram): BenchProgram {
  const { operations } = program;
  return {
    ...program,
    name: `ten of ${program.name}, in one graph`,
    replicas: 10,
    operations: operations === null ? null : 10 * operations,
  };
}

const F1 = [784, 512, 512, 512, 512, 512, 10];

function f1(batch: number, jobSteps: number): BenchProgram {
  return {
    ...DEFAULTS,
    name: `MLP ${F1.join("-")}, batch normalisation, Adam, batch ${batch}`,
    network: perceptron(F1, () => [batchNorm(), relu()]),
    optimiser: adam(),
    ...{ batch, examples: 12_000, jobSteps, operations: denseOperations(F1, batch) },
  };
}

const cnn: BenchProgram = {
  ...DEFAULTS,
  name: "CNN 28x28, 32 and 64 channels, batch 64",
  network: sequential(
    [28, 28, 1],
    [
      ...[conv2d(32, 3), relu(), averagePool(2), conv2d(64, 3), relu(), averagePool(2)],
      ...[flat(), dense(128), relu(), dense(10)],
    ],
  ),
  ...{ batch: 64, examples: 64, jobSteps: 100 },
  operations: 64 * (4 * 784 * 9 * 32 + 6 * (196 * 9 * 32 * 64 + 3136 * 128 + 1280)),
};

function block(channels: number): Layer {
  const main = [conv2d(channels, 3), batchNorm(), relu(), conv2d(channels, 3), batchNorm()];
  return residual(main);
}

const resnet: BenchProgram = {
  ...DEFAULTS,
  name: "residual CNN 32x32x3, 16 to 64 channels, 6 blocks, batch 64",
  network: sequential(
    [32, 32, 3],
    [
      ...[conv2d(16, 3), batchNorm(), relu(), block(16), relu(), block(16), relu()],
      ...[conv2d(32, 3, { stride: 2 }), block(32), relu(), block(32), relu()],
      ...[conv2d(64, 3, { stride: 2 }), block(64), relu(), block(64), relu()],
      ...[globalAveragePool(), dense(10)],
    ],
  ),
  optimiser: adam(),
  ...{ batch: 64, examples: 64, jobSteps: 20, operations: null },
};

const convAc: BenchProgram = {
  ...DEFAULTS,
  name: "ConvAC 16x16, 32 channels, 4 layers, batch 64",
  network: sequential(
    [16, 16, 8],
    [
      ...[logMix(32), productPool(), logMix(32), productPool()],
      ...[logMix(32), productPool(), logMix(32), productPool(), flat(), dense(10)],
    ],
  ),
  // Logarithms of products of 256 numbers are large, and so are their slopes.
  rate: 1e-6,
  ...{ batch: 64, examples: 64, jobSteps: 200, operations: null },
};

const tiny = mlp([2, 16, 16, 1], 32);
const small = mlp([784, 32, 32, 10], 32);

export const PROGRAMS: readonly BenchProgram[] = [
  { ...tiny, precisions: BOTH },
  ten(tiny),
  small,
  ten(small),
  { ...mlp([784, 512, 512, 10], 256), precisions: BOTH },
  f1(256, 200),
  f1(6000, 10),
  cnn,
  resnet,
  convAc,
];
