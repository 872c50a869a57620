/** How far apart in the file the neighbours of a pixel are. */
export interface Strides {
  readonly row: number;
  readonly column: number;
  readonly channel: number;
}

/** One image, written row by row with the channels of a pixel side by side. */
export function copyImage(
  from: Uint8Array,
  strides: Strides,
  to: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
): void {
  let at = 0;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const pixel = row * strides.row + column * strides.column;
      for (let channel = 0; channel < channels; channel += 1) {
        to[at] = from[pixel + channel * strides.channel] ?? 0;
        at += 1;
      }
    }
  }
}
