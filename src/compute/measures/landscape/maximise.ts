/**
 * The largest rise of the loss on a box, by the two maximisers of the spec.
 *
 * @source Keskar et al. 2017, Metric 2.1; maximisers: spec keskar2017-large-batch, section 3.3
 * @fails  a rise that is not positive gives NaN: there is no sharpness of 0, only a failed search
 */
import type { Precision } from "../../../domain/engine-name.ts";
import { minimizeInBox } from "../../numerics/lbfgs-b.ts";
import { randomSigns } from "../../numerics/random-signs.ts";
import { sharpness } from "../../numerics/sharpness.ts";
import { vertexAscent } from "../../numerics/vertex-ascent.ts";
import type { Landscape } from "./landscape.ts";

/** A box |z_i| <= b_i whose points are moved to displacements of the parameters. */
export interface SearchBox {
  readonly halfWidths: Float64Array;
  /** A z, for one coordinate each parameter: A z. Absent: z itself. */
  readonly embed?: {
    displacement(z: Float64Array): Float64Array;
    /** A^T g. */
    pullBack(gradient: Float64Array): Float64Array;
  };
}

export type Maximiser =
  /**
   * Conditional gradient with unit steps, from 0 and from as many random sign vectors. Slopes are
   * taken in `precision`; the best vertex is evaluated in float64.
   */
  | {
      readonly name: "vertex";
      readonly steps: number;
      readonly randomStarts: number;
      readonly precision: Precision;
    }
  /**
   * L-BFGS-B from 0 without tolerances. `rescaled`: in u = z / b instead of z, which is a maximiser
   * that fails (N8).
   */
  | { readonly name: "l-bfgs-b"; readonly iterations: number; readonly rescaled: boolean };

function objectiveOf(landscape: Landscape, { embed }: SearchBox, precision: Precision) {
  return async (z: Float64Array) => {
    const at = embed?.displacement(z) ?? z;
    const { rise, gradient } = await landscape.riseAndGradient(at, precision);
    return { rise, gradient: embed?.pullBack(gradient) ?? gradient };
  };
}

async function vertexRise(
  landscape: Landscape,
  box: SearchBox,
  { maximiser, seed }: { maximiser: Extract<Maximiser, { name: "vertex" }>; seed: number },
): Promise<number> {
  const { halfWidths, embed } = box;
  const { steps, randomStarts, precision } = maximiser;
  const random = Array.from({ length: randomStarts }, (_, start) =>
    randomSigns(seed, start, halfWidths.length),
  );
  const starts = [new Float64Array(halfWidths.length), ...random];
  const objective = objectiveOf(landscape, box, precision);
  const { rise, signs } = await vertexAscent(objective, halfWidths, { steps, starts });
  if (precision === "float64" || !Number.isFinite(rise)) return rise;
  const z = halfWidths.map((width, index) => width * (signs[index] ?? 0));
  return landscape.riseOf(embed?.displacement(z) ?? z);
}

async function quasiNewtonRise(
  landscape: Landscape,
  box: SearchBox,
  { iterations, rescaled }: { iterations: number; rescaled: boolean },
): Promise<number> {
  const { halfWidths } = box;
  const objective = objectiveOf(landscape, box, "float64");
  const unit = rescaled ? halfWidths : new Float64Array(halfWidths.length).fill(1);
  const times = (left: Float64Array, right: Float64Array) =>
    left.map((value, index) => value * (right[index] ?? 0));
  const edge = halfWidths.map((width, index) => width / (unit[index] || 1));
  const { value } = await minimizeInBox(
    async (x) => {
      const { rise, gradient } = await objective(times(x, unit));
      return { value: -rise, gradient: times(gradient, unit).map((slope) => -slope) };
    },
    new Float64Array(halfWidths.length),
    {
      ...{ lower: edge.map((one) => -one), upper: edge, memory: 10 },
      ...{ maxIterations: iterations, ftol: 0, gtol: 0 },
    },
  );
  return -value;
}

/** phi on a box, in percent; NaN where the search saw no rise. */
export async function boxSharpness(
  landscape: Landscape,
  box: SearchBox,
  { maximiser, seed }: { readonly maximiser: Maximiser; readonly seed: number },
): Promise<number> {
  const rise =
    maximiser.name === "vertex"
      ? await vertexRise(landscape, box, { maximiser, seed })
      : await quasiNewtonRise(landscape, box, maximiser);
  return rise > 0 ? sharpness(rise, landscape.loss) : NaN;
}
