import type { Tensor3D } from "@tensorflow/tfjs-core";
import type { Layer } from "../layer.ts";
import { assertImages, assertOneNetwork, windows } from "./conv2d.ts";

export interface PoolingOptions {
  /** The window's size unless said. */
  readonly stride?: number;
  readonly padding?: "same" | "valid";
}

function pooling(
  kind: "maxPool" | "avgPool",
  size: number,
  { stride = size, padding = "valid" }: PoolingOptions,
): Layer {
  return {
    kind,
    fit(input) {
      assertImages(kind, input);
      const [height = 0, width = 0, channels = 0] = input;
      const fit = (length: number) => windows(length, { size, stride, padding });
      return {
        output: [fit(height), fit(width), channels],
        apply(pass, x) {
          assertOneNetwork(kind, pass);
          return pass.tf[kind](x as Tensor3D, size, stride, padding);
        },
      };
    },
  };
}

/** The largest of each window of size x size. */
export function maxPool(size: number, options: PoolingOptions = {}): Layer {
  return pooling("maxPool", size, options);
}

/** The mean of each window of size x size. */
export function averagePool(size: number, options: PoolingOptions = {}): Layer {
  return pooling("avgPool", size, options);
}

/** The mean over all positions of each channel. */
export function globalAveragePool(): Layer {
  return {
    kind: "globalAveragePool",
    fit(input) {
      assertImages("globalAveragePool", input);
      return {
        output: [input[2] ?? 0],
        apply: ({ tf }, x) => tf.mean(x, [x.shape.length - 3, x.shape.length - 2]),
      };
    },
  };
}
