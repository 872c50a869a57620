import type { Pool } from "../../ops/pooling-onnx.ts";
import { sameBorder, type WindowAxes, type WindowAxis } from "../../ops/windows.ts";
import type { Operand } from "../operand.ts";
import type { OperatorAttributes, TensorflowBuilder } from "./builder.ts";

type Pair = readonly [number, number];

/** Along the height and the width of images whose channels stand last. */
function alongImage(axes: WindowAxes, take: (axis: WindowAxis) => number): number[] {
  return [1, ...axes.map(take), 1];
}

/** Whether the border is the one that TensorFlow calls SAME. */
function isSame({ kernel, dilation, before, after, ...axis }: WindowAxis): boolean {
  return sameBorder({ ...axis, span: (kernel - 1) * dilation + 1 }).join() === `${before},${after}`;
}

function borders(axes: WindowAxes): Pair[] {
  return [[0, 0], ...axes.map(({ before, after }): Pair => [before, after]), [0, 0]];
}

export function hasBorder(axes: WindowAxes): boolean {
  return axes.some(({ before, after }) => before + after > 0);
}

/** Attributes of a convolution. */
export function convolutionWindows(axes: WindowAxes): OperatorAttributes {
  const steps = {
    strides: alongImage(axes, ({ stride }) => stride),
    dilations: alongImage(axes, ({ dilation }) => dilation),
  };
  if (!hasBorder(axes)) return { ...steps, padding: "VALID" };
  if (axes.every(isSame)) return { ...steps, padding: "SAME" };
  return { ...steps, padding: "EXPLICIT", explicit_paddings: borders(axes).flat() };
}

/** Pools know two borders; with any other one they are given images that have it already. */
export function poolWindows(axes: WindowAxes): OperatorAttributes {
  return {
    ksize: alongImage(axes, ({ kernel }) => kernel),
    strides: alongImage(axes, ({ stride }) => stride),
    padding: hasBorder(axes) && axes.every(isSame) ? "SAME" : "VALID",
  };
}

export function needsBorder(axes: WindowAxes): boolean {
  return hasBorder(axes) && !axes.every(isSame);
}

/** Images with the border of their windows, filled with a number. */
export function bordered(
  builder: TensorflowBuilder,
  x: Operand,
  axes: WindowAxes,
  filling: number,
): Operand {
  const pairs = borders(axes);
  const shape = x.shape.map((length, axis) => {
    const [before, after] = pairs[axis] ?? [0, 0];
    return before + length + after;
  });
  const paddings = builder.constant(pairs.flat(), [4, 2], "int32");
  return builder.node("PadV2", [x, paddings, filling], { ...x, shape });
}

/** Images without the border of their windows. */
export function unbordered(
  builder: TensorflowBuilder,
  x: Operand,
  { images, axes }: Omit<Pool, "output">,
): Operand {
  const begin = borders(axes).map(([before]) => before);
  const bounds = [begin, images].map((list) => builder.int32(list));
  return builder.node("Slice", [x, ...bounds], { ...x, shape: images });
}
