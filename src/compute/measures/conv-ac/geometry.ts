/**
 * Where windows lie: sizes of the grids between layers, and the inputs that each window reads.
 *
 * @source spec sharir2018-overlaps, section 1: H_out = ceil(H_in / S), windows cut at the border
 */
import type { ConvAcNetwork } from "./network.ts";

export interface GridSize {
  readonly height: number;
  readonly width: number;
}

/** One position of a window: offset (i, j) and the input unit there, null where outside. */
export interface WindowPosition {
  readonly row: number;
  readonly column: number;
  readonly input: number | null;
}

/** Sizes before the first layer and after each one; length L + 1. */
export function gridSizes(network: ConvAcNetwork): GridSize[] {
  const sizes: GridSize[] = [{ height: network.height, width: network.width }];
  let last = sizes[0] ?? { height: 0, width: 0 };
  for (const { stride } of network.layers) {
    last = { height: Math.ceil(last.height / stride), width: Math.ceil(last.width / stride) };
    sizes.push(last);
  }
  return sizes;
}

/** Positions left of the first window when windows are centred ("same" padding), else 0. */
function leadOf(centred: boolean, window: number, stride: number, size: number): number {
  if (!centred) return 0;
  const outputs = Math.ceil(size / stride);
  return Math.floor(Math.max((outputs - 1) * stride + window - size, 0) / 2);
}

/**
 * The positions of the window of one output unit, row by row.
 *
 * @param layer from 0
 * @param input size of the grid that the layer reads
 */
export function windowPositions(
  network: ConvAcNetwork,
  layer: number,
  input: GridSize,
  output: { readonly row: number; readonly column: number },
): WindowPosition[] {
  const { window, stride } = network.layers[layer] ?? { window: 0, stride: 1 };
  const centred = network.conventions.windows === "centred";
  const top = output.row * stride - leadOf(centred, window, stride, input.height);
  const left = output.column * stride - leadOf(centred, window, stride, input.width);
  const positions: WindowPosition[] = [];
  for (let row = 0; row < window; row += 1) {
    for (let column = 0; column < window; column += 1) {
      const [y, x] = [top + row, left + column];
      const inside = y >= 0 && x >= 0 && y < input.height && x < input.width;
      positions.push({ row, column, input: inside ? y * input.width + x : null });
    }
  }
  return positions;
}
