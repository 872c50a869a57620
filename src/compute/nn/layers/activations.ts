import { sizeOf } from "../../engine/graph.ts";
import type { TraceTf } from "../../engine/program.ts";
import type { Tensor } from "../../engine/tfjs.ts";
import { leadOf, type Layer } from "../layer.ts";

/** A function of each element. */
export function elementwise(kind: string, apply: (tf: TraceTf, x: Tensor) => Tensor): Layer {
  return {
    kind,
    fit: (input) => ({ output: input, apply: ({ tf }, x) => apply(tf, x) }),
  };
}

export function relu(): Layer {
  return elementwise("relu", (tf, x) => tf.relu(x));
}

export function tanh(): Layer {
  return elementwise("tanh", (tf, x) => tf.tanh(x));
}

export function sigmoid(): Layer {
  return elementwise("sigmoid", (tf, x) => tf.sigmoid(x));
}

export function softplus(): Layer {
  return elementwise("softplus", (tf, x) => tf.softplus(x));
}

/** Each example as one vector. */
export function flat(): Layer {
  return {
    kind: "flat",
    fit: (input) => ({
      output: [sizeOf(input)],
      apply: (pass, x) => pass.tf.reshape(x, [...x.shape.slice(0, leadOf(pass)), sizeOf(input)]),
    }),
  };
}
