import { describe, expect, it } from "vitest";
import { differenceOf } from "../support/engine-differences.ts";
import { inputsOf, runOn, traceValues } from "../support/engine-families.ts";
import { sample, spread, type Sample } from "../support/engine-samples/sample.ts";
import { runOnTfjs } from "../support/tfjs-cpu.ts";

const IMAGES = spread([2, 3, 3, 4], [-2, 2]);
const [MEAN, SCALE, OFFSET] = [4, 7, 9].map((start) => spread([4], [-1, 1], start));
const VARIANCE = spread([4], [0.5, 2], 5);

/** Functions of tfjs that programs get written in others: tfjs has a kernel for them. */
const WRITTEN: readonly (readonly [string, Sample])[] = [
  [
    "batchNorm",
    sample(
      "FusedBatchNorm",
      [IMAGES, MEAN ?? VARIANCE, VARIANCE, OFFSET ?? VARIANCE, SCALE ?? VARIANCE],
      (tf, [x, mean, variance, offset, scale]) =>
        tf.batchNorm(x, mean, variance, offset, scale, 0.01),
    ),
  ],
  [
    "batchNorm without scale and offset",
    sample("FusedBatchNorm", [IMAGES, MEAN ?? VARIANCE, VARIANCE], (tf, [x, mean, variance]) =>
      tf.batchNorm(x, mean, variance),
    ),
  ],
  [
    "batchNorm2d",
    sample(
      "FusedBatchNorm",
      [spread([5, 4], [-2, 2]), MEAN ?? VARIANCE, VARIANCE],
      (tf, [x, mean, variance]) => tf.batchNorm2d(x as never, mean as never, variance as never),
    ),
  ],
];

describe("functions that are written in others", () => {
  it.each(WRITTEN)("%s agrees with the kernel of tfjs", async (_, one) => {
    const { outputs, kernels } = await runOnTfjs(one);
    expect(kernels).toContain(one.kernel);
    const given = inputsOf([one], "float32");
    const ours = await runOn("reference", "float64", traceValues([one]), given);
    const tolerance = { relative: 2e-6, magnitude: 1 };
    expect(differenceOf(outputs[0], ours["0/0"], tolerance)).toBeNull();
  });
});
