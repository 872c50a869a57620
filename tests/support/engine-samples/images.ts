import { integers, sample, spread, type Sample } from "./sample.ts";

type Border = [[number, number], [number, number], [number, number], [number, number]];
type Padding = "same" | "valid" | number | Border;

interface Case {
  readonly note: string;
  /** Images and filters, or images and windows. */
  readonly images: readonly number[];
  readonly filter: readonly number[];
  readonly strides?: [number, number];
  readonly pad: Padding;
  readonly dilations?: [number, number];
}

const ONE: [number, number] = [1, 1];
const LOPSIDED: Border = [
  [0, 0],
  [1, 0],
  [2, 1],
  [0, 0],
];

const CASES: readonly Case[] = [
  { note: "same", images: [2, 4, 5, 2], filter: [3, 3, 2, 3], pad: "same" },
  { note: "valid", images: [2, 4, 5, 2], filter: [2, 3, 2, 3], pad: "valid" },
  { note: "one by one", images: [2, 3, 3, 2], filter: [1, 1, 2, 3], pad: "same" },
  { note: "stride 2", images: [1, 6, 7, 2], filter: [3, 3, 2, 2], strides: [2, 2], pad: "same" },
  {
    ...{ note: "strides beyond the filter", images: [1, 7, 8, 2], filter: [2, 2, 2, 2] },
    ...{ strides: [3, 4], pad: "valid" },
  },
  {
    ...{ note: "dilated", images: [1, 6, 7, 2], filter: [3, 2, 2, 2] },
    ...{ pad: "same", dilations: [2, 3] },
  },
  {
    ...{ note: "one column", images: [2, 6, 4, 1], filter: [3, 3, 1, 1] },
    ...{ strides: [1, 3] as [number, number], pad: "valid" as const },
  },
  { note: "lopsided", images: [1, 4, 4, 2], filter: [3, 3, 2, 2], strides: [2, 2], pad: LOPSIDED },
];

const convolved: readonly Sample[] = CASES.flatMap((one) => {
  const { note, images, filter, strides = ONE, pad, dilations = ONE } = one;
  const [x, w] = [spread(images, [-1, 1]), spread(filter, [-1, 1], 7)];
  // tfjs has no gradient of dilated convolutions, and asks for room for all of a lopsided border.
  return [
    sample(
      "Conv2D",
      [x, w],
      (tf, [x, w]) => tf.conv2d(x as never, w as never, strides, pad, "NHWC", dilations),
      { note, magnitude: 18 },
    ),
    sample(
      "DepthwiseConv2dNative",
      [x, w],
      (tf, [x, w]) => tf.depthwiseConv2d(x as never, w as never, strides, pad, "NHWC", dilations),
      { note, magnitude: 9 },
    ),
  ];
});

const transposed: readonly Sample[] = [
  sample(
    "Conv2DBackpropInput",
    [spread([2, 3, 3, 2], [-1, 1]), spread([3, 3, 2, 2], [-1, 1], 7)],
    (tf, [dy, w]) => tf.conv2dTranspose(dy as never, w as never, [2, 6, 6, 2], 2, "same"),
    { magnitude: 18 },
  ),
  sample(
    "Conv2DBackpropInput",
    [spread([1, 6, 6, 2], [-1, 1]), spread([1, 1, 2, 2], [-1, 1], 7)],
    (_tf, [dy, filter], call) =>
      call(
        "Conv2DBackpropInput",
        { dy, filter },
        { ...{ strides: 1, pad: 2, dataFormat: "NHWC" }, inputShape: [1, 2, 2, 2] },
      ),
    { note: "a border beyond the filter", magnitude: 18 },
  ),
  sample(
    "Conv2DBackpropInput",
    [spread([1, 2, 3, 2], [-1, 1]), spread([3, 3, 2, 2], [-1, 1], 7)],
    (_tf, [dy, filter], call) =>
      call(
        "Conv2DBackpropInput",
        { dy, filter },
        { ...{ strides: 2, pad: "valid", dataFormat: "NHWC" }, inputShape: [1, 6, 7, 2] },
      ),
    { note: "a row that no window sees", magnitude: 18 },
  ),
  sample(
    "Conv2DBackpropFilter",
    [spread([2, 5, 5, 2], [-1, 1]), spread([2, 3, 3, 2], [-1, 1], 7)],
    (_tf, [x, dy], call) =>
      call(
        "Conv2DBackpropFilter",
        { x, dy },
        { ...{ strides: 2, pad: "same", dataFormat: "NHWC" }, filterShape: [3, 3, 2, 2] },
      ),
    { magnitude: 18 },
  ),
  // Of few features and of many: lowered in two ways.
  ...[2, 24].map((features) =>
    sample(
      "Conv2DBackpropFilter",
      [spread([2, 6, 7, 4], [-1, 1]), spread([2, 6, 7, features], [-1, 1], 7)],
      (_tf, [x, dy], call) =>
        call(
          "Conv2DBackpropFilter",
          { x, dy },
          {
            ...{ strides: 1, pad: "same", dataFormat: "NHWC" },
            filterShape: [3, 3, 4, features],
          },
        ),
      { note: `${features} features`, magnitude: 84 },
    ),
  ),
  sample(
    "DepthwiseConv2dNativeBackpropInput",
    [spread([1, 3, 3, 4], [-1, 1]), spread([3, 3, 2, 2], [-1, 1], 7)],
    (_tf, [dy, filter], call) =>
      call(
        "DepthwiseConv2dNativeBackpropInput",
        { dy, filter },
        { ...{ strides: 2, pad: "same", dilations: 1 }, inputShape: [1, 5, 6, 2] },
      ),
    { magnitude: 18 },
  ),
  sample(
    "DepthwiseConv2dNativeBackpropFilter",
    [spread([1, 5, 6, 2], [-1, 1]), spread([1, 3, 3, 4], [-1, 1], 7)],
    (_tf, [x, dy], call) =>
      call(
        "DepthwiseConv2dNativeBackpropFilter",
        { x, dy },
        { ...{ strides: 2, pad: "same", dilations: 1 }, filterShape: [3, 3, 2, 2] },
      ),
    { magnitude: 18 },
  ),
];

interface Windows {
  readonly note: string;
  readonly images: readonly number[];
  readonly size: [number, number];
  readonly strides: [number, number];
  readonly pad: Padding;
}

const WINDOWS: readonly Windows[] = [
  { note: "tiles", images: [2, 4, 6, 2], size: [2, 2], strides: [2, 2], pad: "valid" },
  { note: "a rest", images: [1, 5, 7, 2], size: [2, 3], strides: [2, 3], pad: "valid" },
  { note: "overlapping", images: [1, 6, 7, 2], size: [3, 3], strides: [2, 2], pad: "same" },
  { note: "stride 1", images: [1, 4, 3, 2], size: [3, 3], strides: [1, 1], pad: "same" },
  { note: "all", images: [2, 3, 3, 2], size: [3, 3], strides: [1, 1], pad: "valid" },
];

const pooled: readonly Sample[] = WINDOWS.flatMap(({ note, images, size, strides, pad }) => {
  const x = spread(images, [-1, 1]);
  const attributes = { filterSize: size, strides, pad };
  return [
    sample("AvgPool", [x], (tf, [x]) => tf.avgPool(x as never, size, strides, pad), {
      ...{ note, magnitude: 1 },
    }),
    sample("MaxPool", [x], (tf, [x]) => tf.maxPool(x as never, size, strides, pad), {
      note,
    }),
    sample(
      "AvgPoolGrad",
      [x],
      (tf, [x], call) => {
        const dy = tf.mul(tf.avgPool(x as never, size, strides, pad as never), 3);
        return call("AvgPoolGrad", { dy, input: x }, attributes);
      },
      {
        ...{ note, magnitude: 1 },
        ...(pad === "same" ? { unlikeTfjs: "it counts the border, which the pool does not" } : {}),
      },
    ),
    sample(
      "MaxPoolGrad",
      [x],
      (tf, [x], call) => {
        const output = tf.maxPool(x as never, size, strides, pad);
        return call("MaxPoolGrad", { dy: tf.mul(output, 3), input: x, output }, attributes);
      },
      { note },
    ),
  ];
});

const ties: readonly Sample[] = [
  sample(
    "MaxPoolGrad",
    [integers([1, 4, 4, 1], 0, 0, 3, 3, 0, 0, 1, 3, 2, 1, 0, 5, 2, 2, 5, 5)],
    (tf, [x], call) => {
      const input = tf.cast(x, "float32");
      const output = tf.maxPool(input as never, 2, 2, "valid");
      const dy = tf.add(output, 1);
      return call(
        "MaxPoolGrad",
        { dy, input, output },
        {
          ...{ filterSize: 2, strides: 2, pad: "valid" },
        },
      );
    },
    { note: "ties go to the first" },
  ),
  sample(
    "MaxPool",
    [spread([1, 3, 3, 1], [-3, -1])],
    (tf, [x]) => tf.maxPool(x as never, 3, 2, "same"),
    { note: "of negative numbers at a border" },
  ),
];

const CROPS: [number, number][] = [
  [0, 1],
  [1, 0],
];

const blocks: readonly Sample[] = [
  sample("DepthToSpace", [spread([2, 2, 3, 8], [-1, 1])], (tf, [x]) =>
    tf.depthToSpace(x as never, 2, "NHWC"),
  ),
  sample("SpaceToBatchND", [spread([2, 3, 5, 2], [-1, 1])], (tf, [x]) =>
    tf.spaceToBatchND(x, [2, 3], CROPS),
  ),
  sample("BatchToSpaceND", [spread([6, 2, 3, 2], [-1, 1])], (tf, [x]) =>
    tf.batchToSpaceND(x, [2, 3], CROPS),
  ),
];

/** Convolutions and pools, and the blocks that tfjs dilates pools by. */
export const images: readonly Sample[] = [
  ...convolved,
  ...transposed,
  ...pooled,
  ...ties,
  ...blocks,
];
