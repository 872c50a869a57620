import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import type { WindowAxes, WindowAxis } from "./windows.ts";

/** NHWC to NCHW and back: ONNX has channels first. */
export const TO_CHANNELS_FIRST = [0, 3, 1, 2];
export const TO_CHANNELS_LAST = [0, 2, 3, 1];

/** The attributes by which ONNX says where windows lie. */
export function onnxWindows(axes: WindowAxes) {
  const each = (part: (axis: WindowAxis) => number) => axes.map(part);
  return {
    kernel_shape: each(({ kernel }) => kernel),
    strides: each(({ stride }) => stride),
    dilations: each(({ dilation }) => dilation),
    pads: [...each(({ before }) => before), ...each(({ after }) => after)],
  };
}

/** Images [n, h, w, c] with a border. */
export function bordered(
  builder: OnnxBuilder,
  images: Operand,
  axes: readonly { readonly before: number; readonly after: number }[],
  value = 0,
): Operand {
  if (axes.every(({ before, after }) => before === 0 && after === 0)) return images;
  const [before, after] = [axes.map((axis) => axis.before), axes.map((axis) => axis.after)];
  const [count = 1, height = 1, width = 1, channels = 1] = images.shape;
  const pads = builder.int64([0, ...before, 0, 0, ...after, 0]);
  const shape = [
    ...[count, height + (before[0] ?? 0) + (after[0] ?? 0)],
    ...[width + (before[1] ?? 0) + (after[1] ?? 0), channels],
  ];
  return builder.node("Pad", [images, pads, builder.scalar(value)], { ...images, shape });
}

/** For each tap, what every window has there: as many arrays [n, oh, ow, c] as windows have taps. */
export function tapsOf(builder: OnnxBuilder, padded: Operand, axes: WindowAxes): Operand[] {
  const [height, width] = axes;
  const [count = 1, , , channels = 1] = padded.shape;
  const shape = [count, height.output, width.output, channels];
  const steps = axes.map(({ stride }) => stride);
  return Array.from({ length: height.kernel * width.kernel }, (_, tap) => {
    const from = [
      Math.floor(tap / width.kernel) * height.dilation,
      (tap % width.kernel) * width.dilation,
    ];
    const to = axes.map(
      ({ output, stride }, axis) => (from[axis] ?? 0) + (output - 1) * stride + 1,
    );
    const lists = [from, to, [1, 2], steps].map((list) => builder.int64(list));
    return builder.node("Slice", [padded, ...lists], { ...padded, shape });
  });
}

/** Images with stride - 1 zeros between neighbours along each axis. */
export function spreadOut(builder: OnnxBuilder, images: Operand, axes: WindowAxes): Operand {
  const [height, width] = axes.map(({ stride }) => stride) as [number, number];
  if (height === 1 && width === 1) return images;
  const [count = 1, rows = 1, columns = 1, channels = 1] = images.shape;
  const apart = builder.reshape(images, [count, rows, 1, columns, 1, channels]);
  const pads = builder.int64([0, 0, 0, 0, 0, 0, 0, 0, height - 1, 0, width - 1, 0]);
  const shape = [count, rows, height, columns, width, channels];
  const spread = builder.node("Pad", [apart, pads, builder.scalar(0)], { ...images, shape });
  const whole = builder.reshape(spread, [count, rows * height, columns * width, channels]);
  const ends = [(rows - 1) * height + 1, (columns - 1) * width + 1];
  const lists = [[0, 0], ends, [1, 2]].map((list) => builder.int64(list));
  return builder.node("Slice", [whole, ...lists], { ...images, shape: [count, ...ends, channels] });
}

/** The windows by which dy, spread out by the stride, is convolved to the gradient of the images. */
export function transposedAxes(axes: WindowAxes): WindowAxes {
  return axes.map(({ input, kernel, output, stride, dilation, before }) => {
    const span = (kernel - 1) * dilation;
    const spread = (output - 1) * stride + 1;
    const border = { before: span - before, after: input - spread + before };
    return { input: spread, kernel, output: input, stride: 1, dilation, ...border };
  }) as unknown as WindowAxes;
}
