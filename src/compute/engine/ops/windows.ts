import { PlatformError } from "../../../domain/errors.ts";
import { describeShape } from "../graph.ts";

type Pair = number | readonly number[];

/** How convolutions and pools of tfjs say where their windows lie. */
export interface Windows {
  readonly strides: Pair;
  /** "same", "valid", a border, or [[0, 0], [top, bottom], [left, right], [0, 0]]. */
  readonly pad: "same" | "valid" | number | readonly (readonly [number, number])[];
  readonly dilations?: Pair | null;
  readonly dimRoundingMode?: string | null;
  readonly dataFormat?: string;
}

/** Windows along one axis: output o sees input o * stride + k * dilation - before, for each k. */
export interface WindowAxis {
  readonly input: number;
  readonly kernel: number;
  readonly output: number;
  readonly stride: number;
  readonly dilation: number;
  /** The border of zeros that windows may reach into. */
  readonly before: number;
  readonly after: number;
}
/** Along the height and along the width. */
export type WindowAxes = readonly [WindowAxis, WindowAxis];

function pairOf(given: Pair | null | undefined): readonly [number, number] {
  const list: readonly number[] = [given ?? 1].flat();
  const [first = 1, second = first] = list;
  return [first, second];
}

/** The border with which every stride has a window: of an odd one the larger part behind. */
export function sameBorder({
  input,
  stride,
  span,
}: Pick<WindowAxis, "input" | "stride"> & { readonly span: number }): readonly [number, number] {
  const missing = Math.max(0, (Math.ceil(input / stride) - 1) * stride + span - input);
  return [Math.floor(missing / 2), Math.ceil(missing / 2)];
}

/** The border before and after, along axis 1 (height) or 2 (width) of an image. */
function borderOf(
  pad: Windows["pad"],
  axis: 1 | 2,
  along: Parameters<typeof sameBorder>[0],
): readonly [number, number] {
  if (pad === "valid") return [0, 0];
  if (typeof pad === "number") return [pad, pad];
  return pad === "same" ? sameBorder(along) : (pad[axis] ?? [0, 0]);
}

/**
 * Where the windows of a kernel lie on images [count, height, width, channels].
 *
 * @throws PlatformError BAD_PROGRAM for windows that do not fit into their images, strides below 1,
 *   images with channels first
 */
export function windowAxes(
  kernel: string,
  images: readonly number[],
  size: readonly number[],
  windows: Windows,
): WindowAxes {
  const refuse = (rule: string) => {
    const shapes = `images ${describeShape(images)}, windows ${describeShape(size.slice(0, 2))}`;
    return new PlatformError("BAD_PROGRAM", `${kernel}: ${shapes}: ${rule}`);
  };
  if (images.length !== 4) throw refuse("images are [count, height, width, channels]");
  if (windows.dataFormat === "NCHW") throw refuse("channels stand last (NHWC): transpose them");
  const [strides, dilations] = [pairOf(windows.strides), pairOf(windows.dilations)];
  const along = (axis: 1 | 2): WindowAxis => {
    const [stride, dilation] = [strides[axis - 1] ?? 1, dilations[axis - 1] ?? 1];
    const [input, length] = [images[axis] ?? 1, size[axis - 1] ?? 1];
    const span = (length - 1) * dilation + 1;
    const [before, after] = borderOf(windows.pad, axis, { input, stride, span });
    const steps = [stride, dilation, length].every((step) => Number.isInteger(step) && step >= 1);
    if (!steps) throw refuse("lengths, strides and dilations are whole and at least 1");
    if (![before, after].every((border) => Number.isInteger(border) && border >= 0)) {
      throw refuse("borders are whole and at least 0");
    }
    const room = input + before + after - span;
    if (room < 0) {
      throw refuse(
        `a window spans ${span} of ${input + before + after} positions along axis ${axis}`,
      );
    }
    if (windows.dimRoundingMode === "ceil" && room % stride !== 0) {
      throw refuse("windows beyond the border (ceil) are not supported: pad explicitly");
    }
    const output = Math.floor(room / stride) + 1;
    return { input, kernel: length, output, stride, dilation, before, after };
  };
  return [along(1), along(2)];
}

/** The pairs of an output position and a tap that lie inside the input, with what they see. */
function seenAlong({ input, kernel, output, stride, dilation, before }: WindowAxis) {
  const pairs = Array.from({ length: output * kernel }, (_, pair) => {
    const [at, tap] = [Math.floor(pair / kernel), pair % kernel];
    return { output: at, tap, input: at * stride + tap * dilation - before };
  });
  return pairs.filter((pair) => pair.input >= 0 && pair.input < input);
}

/** Calls `visit` for each output pixel, pixel that it sees and tap of the window, as positions. */
export function forEachTap(
  count: number,
  [height, width]: WindowAxes,
  visit: (output: number, input: number, tap: number) => void,
): void {
  const [down, across] = [seenAlong(height), seenAlong(width)];
  for (let image = 0; image < count; image += 1) {
    const [outputRow, inputRow] = [image * height.output, image * height.input];
    for (const row of down) {
      for (const column of across) {
        visit(
          (outputRow + row.output) * width.output + column.output,
          (inputRow + row.input) * width.input + column.input,
          row.tap * width.kernel + column.tap,
        );
      }
    }
  }
}
