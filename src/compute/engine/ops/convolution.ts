import { newData, sizeOf, type Spec } from "../graph.ts";
import { convolve, filterGradient, inputGradient } from "./convolution-onnx.ts";
import { misfit, primitive, type Inputs, type Operation } from "./operation.ts";
import { forEachTap, windowAxes, type WindowAxes, type Windows } from "./windows.ts";

export type BackpropInput = Windows & { readonly inputShape: readonly number[] };
export type BackpropFilter = Windows & { readonly filterShape: readonly number[] };

/** Images [n, h, w, c], filters [kh, kw, c, d], windows and the shape of what comes out. */
export interface Convolution {
  readonly images: readonly number[];
  readonly filter: readonly number[];
  readonly output: readonly number[];
  readonly axes: WindowAxes;
}

/** @throws PlatformError BAD_PROGRAM where channels or windows do not fit */
export function convolutionOf(
  kernel: string,
  [images, filter]: readonly [readonly number[], readonly number[]],
  windows: Windows,
): Convolution {
  const axes = windowAxes(kernel, images, filter, windows);
  if (filter.length !== 4 || filter[2] !== images[3]) {
    const specs = [images, filter].map((shape): Spec => ({ shape, type: "float" }));
    throw misfit(kernel, specs, "the filter [height, width, in, out] takes other channels");
  }
  const output = [images[0] ?? 1, axes[0].output, axes[1].output, filter[3] ?? 1];
  return { images, filter, output, axes };
}

/** dy must be of the shape of what the convolution gives. */
function assertOutput(kernel: string, dy: Spec, { output }: Convolution): void {
  if (dy.shape.join() === output.join()) return;
  throw misfit(kernel, [dy, { shape: output, type: "float" }], "dy is as large as the output");
}

export function ofInput([dy, filter]: Inputs<Spec>, attributes: BackpropInput): Convolution {
  const shapes = [attributes.inputShape, filter.shape] as const;
  const convolution = convolutionOf("Conv2DBackpropInput", shapes, attributes);
  assertOutput("Conv2DBackpropInput", dy, convolution);
  return convolution;
}

export function ofFilter([x, dy]: Inputs<Spec>, attributes: BackpropFilter): Convolution {
  const shapes = [x.shape, attributes.filterShape] as const;
  const convolution = convolutionOf("Conv2DBackpropFilter", shapes, attributes);
  assertOutput("Conv2DBackpropFilter", dy, convolution);
  return convolution;
}

/** Visits every product of a convolution: positions in the images, the filter and the output. */
export function forEachProduct(
  { images, filter, axes }: Convolution,
  visit: (x: number, w: number, y: number) => void,
): void {
  const [, , channels = 1, features = 1] = filter;
  forEachTap(images[0] ?? 1, axes, (output, input, tap) => {
    for (let channel = 0; channel < channels; channel += 1) {
      for (let feature = 0; feature < features; feature += 1) {
        visit(
          input * channels + channel,
          (tap * channels + channel) * features + feature,
          output * features + feature,
        );
      }
    }
  });
}

/** Two-dimensional convolutions (cross-correlations) and their two transposes: all bilinear. */
export const convolutions: readonly Operation[] = [
  primitive<Windows>({
    ...{ kernel: "Conv2D", inputs: ["x", "filter"] },
    infer: ([x, filter], windows) => [
      { shape: convolutionOf("Conv2D", [x.shape, filter.shape], windows).output, type: "float" },
    ],
    evaluate: ([x, filter], windows, [output]) => {
      const convolution = convolutionOf("Conv2D", [x.shape, filter.shape], windows);
      const data = newData("float", sizeOf(output.shape));
      forEachProduct(convolution, (i, w, o) => {
        data[o] = (data[o] ?? 0) + (x.data[i] ?? 0) * (filter.data[w] ?? 0);
      });
      return [data];
    },
    tangent: ({ tf, apply, inputs: [x, filter], tangents: [dx, df] }) => {
      const parts = [
        ...(dx === null ? [] : [apply([dx, filter])]),
        ...(df === null ? [] : [apply([x, df])]),
      ];
      return [parts.reduce((sum, part) => tf.add(sum, part))];
    },
    // Those of tfjs refuse dilations, or are not there.
    gradient: ({ dy, run, inputs: [x, filter], attributes }) => [
      () => run("Conv2DBackpropInput", [dy, filter], { ...attributes, inputShape: x.shape }),
      () => run("Conv2DBackpropFilter", [x, dy], { ...attributes, filterShape: filter.shape }),
    ],
    onnx: (builder, [x, filter], { attributes }) => {
      const convolution = convolutionOf("Conv2D", [x.shape, filter.shape], attributes);
      return [convolve(builder, [x, filter], convolution)];
    },
  }),
  primitive<BackpropInput>({
    ...{ kernel: "Conv2DBackpropInput", inputs: ["dy", "filter"] },
    infer: (inputs, attributes) => [{ shape: ofInput(inputs, attributes).images, type: "float" }],
    evaluate: (inputs, attributes, [output]) => {
      const [dy, filter] = inputs;
      const data = newData("float", sizeOf(output.shape));
      forEachProduct(ofInput(inputs, attributes), (i, w, o) => {
        data[i] = (data[i] ?? 0) + (dy.data[o] ?? 0) * (filter.data[w] ?? 0);
      });
      return [data];
    },
    tangent: ({ tf, apply, inputs: [dy, filter], tangents: [ddy, df] }) => {
      const parts = [
        ...(ddy === null ? [] : [apply([ddy, filter])]),
        ...(df === null ? [] : [apply([dy, df])]),
      ];
      return [parts.reduce((sum, part) => tf.add(sum, part))];
    },
    gradient: ({ dy: back, run, inputs: [dy, filter], attributes }) => [
      () => run("Conv2D", [back, filter], attributes),
      () => run("Conv2DBackpropFilter", [back, dy], { ...attributes, filterShape: filter.shape }),
    ],
    onnx: (builder, inputs, { attributes }) => {
      const [dy, filter] = inputs;
      return [inputGradient(builder, [dy, filter], ofInput(inputs as Inputs<Spec>, attributes))];
    },
  }),
  primitive<BackpropFilter>({
    ...{ kernel: "Conv2DBackpropFilter", inputs: ["x", "dy"] },
    infer: (inputs, attributes) => [{ shape: ofFilter(inputs, attributes).filter, type: "float" }],
    evaluate: (inputs, attributes, [output]) => {
      const [x, dy] = inputs;
      const data = newData("float", sizeOf(output.shape));
      forEachProduct(ofFilter(inputs, attributes), (i, w, o) => {
        data[w] = (data[w] ?? 0) + (x.data[i] ?? 0) * (dy.data[o] ?? 0);
      });
      return [data];
    },
    tangent: ({ tf, apply, inputs: [x, dy], tangents: [dx, ddy] }) => {
      const parts = [
        ...(dx === null ? [] : [apply([dx, dy])]),
        ...(ddy === null ? [] : [apply([x, ddy])]),
      ];
      return [parts.reduce((sum, part) => tf.add(sum, part))];
    },
    gradient: ({ dy: back, run, inputs: [x, dy], attributes }) => [
      () => run("Conv2DBackpropInput", [dy, back], { ...attributes, inputShape: x.shape }),
      () => run("Conv2D", [x, back], attributes),
    ],
    onnx: (builder, inputs, { attributes }) => {
      const [x, dy] = inputs;
      return [filterGradient(builder, [x, dy], ofFilter(inputs as Inputs<Spec>, attributes))];
    },
  }),
];
