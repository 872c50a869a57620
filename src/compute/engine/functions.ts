import type { TraceTf } from "./program.ts";

/**
 * Batch normalisation by given moments, written out: the kernel of tfjs has gradients for some
 * shapes of its moments only, and none without a scale. With `tf.moments` it is that of training.
 */
function batchNorm(tf: TraceTf): typeof tf.batchNorm {
  return (x, mean, variance, offset, scale, varianceEpsilon = 0.001) => {
    const deviation = tf.sub(x, mean);
    const rate = tf.rsqrt(tf.add(variance, varianceEpsilon));
    const scaled = tf.mul(deviation, scale == null ? rate : tf.mul(rate, scale));
    return (offset == null ? scaled : tf.add(scaled, offset)) as never;
  };
}

/** Functions of tfjs that programs get written in others, on the tape. */
export const FUNCTIONS: Readonly<Record<string, (tf: TraceTf) => unknown>> = {
  batchNorm,
  batchNorm2d: batchNorm,
  batchNorm3d: batchNorm,
  batchNorm4d: batchNorm,
};
