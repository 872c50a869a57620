import type { Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { PlatformError } from "../../../domain/errors.ts";
import { describeShape } from "../../engine/graph.ts";
import { heNormal, zeros, type Initialiser } from "../initialisers.ts";
import type { Layer, Pass } from "../layer.ts";

export interface Conv2dOptions {
  /** 1 unless said. */
  readonly stride?: number;
  readonly dilation?: number;
  /** "same" unless said: as many outputs as inputs over the stride, zeros around. */
  readonly padding?: "same" | "valid";
  readonly weights?: Initialiser;
  /** null: no biases. */
  readonly biases?: Initialiser | null;
}

/** How many windows of a length fit into another. */
export function windows(
  length: number,
  { size, stride, padding }: { size: number; stride: number; padding: "same" | "valid" },
): number {
  if (padding === "same") return Math.ceil(length / stride);
  return Math.floor((length - size) / stride) + 1;
}

export function assertImages(kind: string, input: readonly number[]): void {
  if (input.length === 3) return;
  const told = `${kind} takes images (height, width, channels), it is given ${describeShape(input)}`;
  throw new PlatformError("BAD_PROGRAM", told);
}

export function assertOneNetwork(kind: string, pass: Pass): void {
  if (pass.replicas === null) return;
  const told = `${kind} has no form for replicas on one axis: train those networks one by one`;
  throw new PlatformError("BAD_PROGRAM", told);
}

/**
 * Two-dimensional convolution of images, height x width x channels.
 *
 * @param options weights He normal over kernel x kernel x channels and biases 0 unless said
 */
export function conv2d(filters: number, kernel: number, options: Conv2dOptions = {}): Layer {
  const { stride = 1, dilation = 1, padding = "same" } = options;
  const { weights = heNormal, biases = zeros } = options;
  return {
    kind: "conv",
    fit(input) {
      assertImages("conv2d", input);
      const [height = 0, width = 0, channels = 0] = input;
      const size = dilation * (kernel - 1) + 1;
      const output = [height, width].map((length) => windows(length, { size, stride, padding }));
      if (output.some((length) => length < 1)) {
        const told = `a kernel of ${size} does not fit into ${describeShape(input)}`;
        throw new PlatformError("BAD_PROGRAM", told);
      }
      const fans = { in: kernel * kernel * channels, out: kernel * kernel * filters };
      const shape = [kernel, kernel, channels, filters];
      return {
        output: [...output, filters],
        parameters: {
          weights: { shape, role: "weights", initial: weights, fans },
          ...(biases === null
            ? {}
            : { biases: { shape: [filters], role: "biases", initial: biases, fans } as const }),
        },
        apply(pass, x) {
          assertOneNetwork("conv2d", pass);
          const { tf } = pass;
          const filter = pass.parameter("weights") as Tensor4D;
          const y = tf.conv2d(x as Tensor3D, filter, stride, padding, "NHWC", dilation);
          return biases === null ? y : tf.add(y, pass.parameter("biases"));
        },
      };
    },
  };
}
