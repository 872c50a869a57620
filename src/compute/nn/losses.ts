import { PlatformError } from "../../domain/errors.ts";
import { describeShape, type Spec } from "../engine/graph.ts";
import type { TraceTf } from "../engine/program.ts";
import type { Tensor } from "../engine/tfjs.ts";
import type { Shape } from "./layer.ts";

/** What is minimised: a number for each example; the loss of a set is their mean. */
export interface Loss {
  readonly name: string;
  /** Shape and type of the target of one example, for a network's output. */
  targetOf(output: Shape): Spec;
  /** One loss for each example; all axes before those of one output are examples. */
  perExample(tf: TraceTf, outputs: Tensor, targets: Tensor): Tensor;
}

function assertVector(loss: string, output: Shape): void {
  if (output.length === 1) return;
  const told = `${loss} takes vectors, the network gives ${describeShape(output)}`;
  throw new PlatformError("BAD_PROGRAM", told);
}

/** -log softmax(outputs)[label], natural logarithm; the target is a class number. */
export const softmaxCrossEntropy: Loss = {
  name: "softmax cross-entropy",
  targetOf(output) {
    assertVector("softmax cross-entropy", output);
    return { shape: [], type: "int32" };
  },
  perExample(tf, outputs, labels) {
    const classes = outputs.shape.at(-1) ?? 1;
    const chosen = tf.oneHot(labels, classes);
    const logs = tf.logSoftmax(outputs);
    return tf.neg(tf.sum(tf.mul(logs, tf.cast(chosen, "float32")), -1));
  },
};

/** Half the sum of the squared differences; the target has the output's shape. */
export const halfSquaredError: Loss = {
  name: "half squared error",
  targetOf(output) {
    assertVector("half squared error", output);
    return { shape: output, type: "float" };
  },
  perExample(tf, outputs, targets) {
    const squares = tf.square(tf.sub(outputs, targets));
    return tf.mul(0.5, tf.sum(squares, -1));
  },
};
