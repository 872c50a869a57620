import { newData, type Value } from "../graph.ts";
import { isTiling } from "../ops/pooling-onnx.ts";
import { poolOf, type Pooling } from "../ops/pooling.ts";
import { pass, type Site } from "./rewrite.ts";

/** The gradient of an average over windows side by side, times an array of the size of the images. */
function tiled(
  [dy, factor]: readonly [Value, Value],
  attributes: Pooling,
  site: Site,
): Value | null {
  const { axes, images, output } = poolOf("AvgPoolGrad", factor.shape, attributes);
  if (!isTiling(axes)) return null;
  const [count = 1, rows = 1, columns = 1, channels = 1] = output;
  const [{ kernel: down }, { kernel: across }] = axes;
  const share = site.constant(newData("float", 1).fill(1 / (down * across)), [], "float");
  const shared = site.make("Multiply", [dy, share]);
  const apart = [count * rows, 1, columns, 1, channels];
  const tiles = [count * rows, down, columns, across, channels];
  const product = site.make("Multiply", [
    site.make("Reshape", [factor], { shape: tiles }),
    site.make("Reshape", [shared], { shape: apart }),
  ]);
  return site.make("Reshape", [product], { shape: images });
}

/**
 * The gradient of an average of windows that do not overlap is repeated by the product that takes it, the
 * slope of relu, and never stands in memory: for engines that write it as a repetition themselves.
 */
export const pooledGradients = pass(
  "gradients of pools",
  ["Multiply"],
  ({ inputs: [a, b] }, site) => {
    if (a === undefined || b === undefined) return null;
    for (const [gradient, factor] of [
      [a, b],
      [b, a],
    ] as const) {
      const maker = site.makerOf(gradient);
      const [dy] = maker?.inputs ?? [];
      const isFull = factor.shape.join() === gradient.shape.join();
      if (maker?.kernel !== "AvgPoolGrad" || dy === undefined || !isFull) continue;
      if (site.usesOf(gradient) > 1) continue;
      const made = tiled([dy, factor], maker.attributes as Pooling, site);
      if (made !== null) return [made];
    }
    return null;
  },
);
