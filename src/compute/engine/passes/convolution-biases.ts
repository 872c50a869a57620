import { pass } from "./rewrite.ts";

/** A convolution plus a number for each of its features is one operation. */
export const convolutionBiases = pass("convolution biases", ["Add"], ({ inputs: [y, b] }, site) => {
  if (y === undefined || b === undefined) return null;
  const features = y.shape.at(-1);
  const maker = site.makerOf(y);
  const isFree = maker?.kernel === "Conv2D" && site.usesOf(y) === 1;
  if (!isFree || b.type !== "float" || b.shape.join() !== String(features)) return null;
  return [site.make("BiasedConv2D", [...maker.inputs, b], maker.attributes)];
});
