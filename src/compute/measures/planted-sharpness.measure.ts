/**
 * The sharpness of an exact quadratic whose answer is known: f(x) = (factor / 2) sum c_i x_i^2 at its
 * minimum 0. Two of them have the ratio of their factors exactly: what a maximiser must find.
 *
 * @precision float64
 * @random    curvatures c_i in [1, 2) from purpose 5, starts of the maximiser from purpose 2
 */
import type { Tensor } from "../engine/program.ts";
import { boxHalfWidths } from "../numerics/sharpness.ts";
import { PURPOSES, RandomStream } from "../numerics/threefry.ts";
import { openLandscape, type PointwiseLoss } from "./landscape/landscape.ts";
import { boxSharpness, type Maximiser } from "./landscape/maximise.ts";
import { passesOfSearch } from "./landscape/work.ts";
import type { Measure } from "./measure.ts";

export interface PlantedSharpnessSetting {
  readonly factor: number;
  readonly epsilon: number;
  readonly maximiser: Maximiser;
}

const SIZE = 64;

/** One example for each coordinate: its loss is SIZE times that coordinate's share. */
const QUADRATIC: PointwiseLoss = {
  ...{ name: "planted quadratic", penalty: 0 },
  parameters: { x: { shape: [SIZE] } },
  data: { curvatures: { shape: [SIZE] } },
  losses: (tf, { x }, { curvatures }) =>
    tf.mul(SIZE / 2, tf.mul(curvatures as Tensor, tf.square(x as Tensor))),
};

export const plantedSharpness: Measure<PlantedSharpnessSetting, "sharpness"> = {
  name: "planted-sharpness",
  quantities: {
    sharpness: { unit: "percent", meaning: "phi, the relative rise of the loss on the box" },
  },
  problems: ({ factor, epsilon }) =>
    factor > 0 && epsilon > 0 ? [] : ["factor and epsilon are above 0"],
  work: ({ maximiser }) => SIZE * passesOfSearch(maximiser),
  async run({ factor, epsilon, maximiser }, { engine, seed }) {
    const random = new RandomStream(seed, PURPOSES.data, 1);
    const curvatures = new Float64Array(SIZE).map(() => factor * (1 + random.uniformFloat64()));
    const at = { parameters: { x: new Float64Array(SIZE) }, data: { curvatures } };
    const landscape = await openLandscape(engine, QUADRATIC, at);
    const box = { halfWidths: boxHalfWidths(landscape.point, epsilon) };
    const sharpness = await boxSharpness(landscape, box, { maximiser, seed });
    await landscape.dispose();
    return { quantities: { sharpness } };
  },
};
