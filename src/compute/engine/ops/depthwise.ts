import type { Tensor } from "@tensorflow/tfjs-core";
import type { TraceTf } from "../program.ts";
import { composite, misfit, type Inputs, type Operation } from "./operation.ts";
import { placeRanges, takeRanges, type Range } from "./slicing.ts";
import { windowAxes, type WindowAxes, type Windows } from "./windows.ts";

type BackpropInput = Windows & { readonly inputShape: readonly number[] };
type BackpropFilter = Windows & { readonly filterShape: readonly number[] };

/** @throws PlatformError BAD_PROGRAM where channels or windows do not fit */
function axesOf(images: readonly number[], filter: readonly number[], windows: Windows) {
  const axes = windowAxes("DepthwiseConv2dNative", images, filter, windows);
  if (filter.length === 4 && filter[2] === images[3]) return axes;
  const specs = [images, filter].map((shape) => ({ shape, type: "float" as const }));
  const rule = "the filter [height, width, in, multiplier] takes other channels";
  throw misfit("DepthwiseConv2dNative", specs, rule);
}

function shapeWithBorder([count = 1, , , channels = 1]: readonly number[], axes: WindowAxes) {
  const lengths = axes.map(({ input, before, after }) => before + input + after);
  return [count, ...lengths, channels];
}

/** For each tap of the windows, the ranges of the bordered images that it sees. */
function tapRanges(images: readonly number[], axes: WindowAxes): Range[][] {
  const [height, width] = axes;
  const whole = (length: number): Range => ({
    ...{ low: 0, high: length, isBackwards: false, every: 1, count: length },
  });
  return Array.from({ length: height.kernel * width.kernel }, (_, tap) => {
    const taps = [Math.floor(tap / width.kernel), tap % width.kernel];
    const seen = axes.map(({ dilation, stride, output }, axis): Range => {
      const low = (taps[axis] ?? 0) * dilation;
      const high = low + (output - 1) * stride + 1;
      return { low, high, isBackwards: false, every: stride, count: output };
    });
    return [whole(images[0] ?? 1), ...seen, whole(images[3] ?? 1)];
  });
}

/** What every window has at each tap, [n, oh, ow, c, 1]. */
function tapsOf(tf: TraceTf, x: Tensor, axes: WindowAxes): Tensor[] {
  const borders = axes.map(({ before, after }): [number, number] => [before, after]);
  const padded = tf.pad(x, [[0, 0], ...borders, [0, 0]]);
  return tapRanges(x.shape, axes).map((ranges) =>
    tf.expandDims(takeRanges(tf, padded, ranges), -1),
  );
}

/** The weights of each tap, [c, m]. */
function weightsOf(tf: TraceTf, filter: Tensor): Tensor[] {
  const [height = 1, width = 1, channels = 1, multiplier = 1] = filter.shape;
  return tf.unstack(tf.reshape(filter, [height * width, channels, multiplier]));
}

function sum(tf: TraceTf, parts: readonly Tensor[]): Tensor {
  return parts.reduce((total, part) => tf.add(total, part));
}

/** [n, oh, ow, c * m] as [n, oh, ow, c, m]. */
function byChannel(tf: TraceTf, dy: Tensor, channels: number): Tensor {
  const [count = 1, rows = 1, columns = 1, features = 1] = dy.shape;
  return tf.reshape(dy, [count, rows, columns, channels, features / channels]);
}

function depthwise(tf: TraceTf, [x, filter]: Inputs<Tensor>, windows: Windows): Tensor {
  const axes = axesOf(x.shape, filter.shape, windows);
  const weights = weightsOf(tf, filter);
  const parts = tapsOf(tf, x, axes).map((tap, index) => tf.mul(tap, weights[index] ?? 0));
  const [count = 1, , , channels = 1] = x.shape;
  const features = channels * (filter.shape[3] ?? 1);
  return tf.reshape(sum(tf, parts), [count, axes[0].output, axes[1].output, features]);
}

function gradientOfInput(tf: TraceTf, [dy, filter]: Inputs<Tensor>, given: BackpropInput): Tensor {
  const { inputShape } = given;
  const axes = axesOf(inputShape, filter.shape, given);
  const ofChannels = byChannel(tf, dy, inputShape[3] ?? 1);
  const weights = weightsOf(tf, filter);
  const bordered = shapeWithBorder(inputShape, axes);
  const parts = tapRanges(inputShape, axes).map((ranges, index) => {
    const part = tf.sum(tf.mul(ofChannels, weights[index] ?? 0), -1);
    return placeRanges(tf, part, ranges, bordered);
  });
  const begin = [0, axes[0].before, axes[1].before, 0];
  return tf.slice(sum(tf, parts), begin, [...inputShape]);
}

function gradientOfFilter(tf: TraceTf, [x, dy]: Inputs<Tensor>, given: BackpropFilter): Tensor {
  const { filterShape } = given;
  const ofChannels = byChannel(tf, dy, x.shape[3] ?? 1);
  const parts = tapsOf(tf, x, axesOf(x.shape, filterShape, given)).map((tap) =>
    tf.sum(tf.mul(tap, ofChannels), [0, 1, 2]),
  );
  return tf.reshape(tf.stack(parts), [...filterShape]);
}

/** Convolutions of each channel by itself, as sums over the taps of the windows. */
export const depthwiseConvolutions: readonly Operation[] = [
  composite<Windows>({
    ...{ kernel: "DepthwiseConv2dNative", inputs: ["x", "filter"] },
    compose: depthwise,
    // Those of tfjs refuse dilations, or are not there.
    gradient: ({ dy, run, inputs: [x, filter], attributes }) => [
      () => {
        const given = { ...attributes, inputShape: x.shape };
        return run("DepthwiseConv2dNativeBackpropInput", [dy, filter], given);
      },
      () => {
        const given = { ...attributes, filterShape: filter.shape };
        return run("DepthwiseConv2dNativeBackpropFilter", [x, dy], given);
      },
    ],
  }),
  composite<BackpropInput>({
    ...{ kernel: "DepthwiseConv2dNativeBackpropInput", inputs: ["dy", "filter"] },
    compose: gradientOfInput,
    gradient: ({ dy: back, run, inputs: [dy, filter], attributes }) => [
      () => run("DepthwiseConv2dNative", [back, filter], attributes),
      () => {
        const given = { ...attributes, filterShape: filter.shape };
        return run("DepthwiseConv2dNativeBackpropFilter", [back, dy], given);
      },
    ],
  }),
  composite<BackpropFilter>({
    ...{ kernel: "DepthwiseConv2dNativeBackpropFilter", inputs: ["x", "dy"] },
    compose: gradientOfFilter,
    gradient: ({ dy: back, run, inputs: [x, dy], attributes }) => [
      () => {
        const given = { ...attributes, inputShape: x.shape };
        return run("DepthwiseConv2dNativeBackpropInput", [dy, back], given);
      },
      () => run("DepthwiseConv2dNative", [x, back], attributes),
    ],
  }),
];
