/**
 * Convolutional arithmetic circuits as data: plain JSON, so that a change of architecture or of
 * convention is a change of a claim's setting.
 *
 * @source Sharir and Shashua 2018 as recalled in spec sharir2018-overlaps, section 1
 */

/** A generalised convolution (R, S, D): windows of `window` x `window`, `channels` outputs. */
export interface ConvAcLayer {
  readonly window: number;
  readonly stride: number;
  readonly channels: number;
}

/** How the definition is read where papers differ; the defaults are those of the spec. */
export interface Conventions {
  /** "start": windows begin at (uS, vS), cut off at the lower and right border. */
  readonly windows: "start" | "centred";
  /** What a position outside the input contributes: no factor, or the input value 0. */
  readonly border: "skip" | "zero";
  /** Whether each position of a window has a weight matrix of its own. */
  readonly sharing: "per-position" | "one-matrix";
}

export const SPEC_CONVENTIONS: Conventions = {
  windows: "start",
  border: "skip",
  sharing: "per-position",
};

export interface ConvAcNetwork {
  /** Rows of the input grid. */
  readonly height: number;
  /** Columns of the input grid. */
  readonly width: number;
  /** M, the number of templates a pixel chooses from. */
  readonly templates: number;
  /** F[m][d] = f_d(x^m): identity, drawn from the seed, or given as integers. */
  readonly templateMatrix: "identity" | "random" | readonly (readonly number[])[];
  readonly layers: readonly ConvAcLayer[];
  /** Whether every layer adds a bias to each factor. */
  readonly biases: boolean;
  /** How a window joins its factors; a sum makes the network linear. */
  readonly pooling: "product" | "sum";
  readonly conventions: Conventions;
}

/** [window, stride, channels] */
export type LayerTriple = readonly [window: number, stride: number, channels: number];

/**
 * A network of the spec: product pooling, no biases, one-hot inputs.
 *
 * @example convAc(4, 4, 2, [[3, 1, 2], [4, 4, 1]])
 */
export function convAc(
  height: number,
  width: number,
  templates: number,
  layers: readonly LayerTriple[],
): ConvAcNetwork {
  return {
    height,
    width,
    templates,
    templateMatrix: "identity",
    layers: layers.map(([window, stride, channels]) => ({ window, stride, channels })),
    biases: false,
    pooling: "product",
    conventions: SPEC_CONVENTIONS,
  };
}

/** "4x4, M=2, (3,1,2),(4,4,1)" */
export function describeNetwork({ height, width, templates, layers }: ConvAcNetwork): string {
  const triples = layers.map(({ window, stride, channels }) => `(${window},${stride},${channels})`);
  return `${height}x${width}, M=${templates}, ${triples.join(",")}`;
}
