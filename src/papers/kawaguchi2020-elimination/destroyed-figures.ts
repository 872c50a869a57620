/** The figure of `el-destroyed`: decrease against the radius of the ball, both axes logarithmic. */
import { figure, type Arms, type Figure, type Results } from "../../verification/index.ts";
import { BAD_F2, BAD_F5, ballArm, type DestroyedThresholds } from "./destroyed-protocol.ts";
import { numberOf } from "./readings.ts";

const RADII = [1, 1e-1, 1e-2, 1e-3];
const SHOWN = [
  { point: BAD_F2, slope: 1 },
  { point: BAD_F5, slope: 4 },
];

export function destroyedFigures(
  results: Results<Arms>,
  { points }: DestroyedThresholds,
): readonly Figure[] {
  const shown = SHOWN.filter(({ point }) => point in points);
  const measured = shown.flatMap(({ point, slope }) =>
    RADII.flatMap((radius) => {
      const decrease = numberOf(results, ballArm(point, radius), "decrease");
      return decrease === null || decrease <= 0 ? [] : [{ point, slope, radius, decrease }];
    }),
  );
  // Through the measured point at 0.01: the law is about small radii.
  const laws = shown.flatMap(({ point, slope }) => {
    const middle = measured.find((one) => one.point === point && one.radius === 1e-2);
    if (middle === undefined) return [];
    return RADII.map((radius) => {
      return { point, radius, decrease: middle.decrease * (radius / middle.radius) ** slope };
    });
  });
  const radius = { scale: { type: "log" }, axis: { values: RADII, format: "~g" } };
  const decrease = { scale: { type: "log" }, axis: { format: ".0e" } };
  const encoding = {
    x: { field: "radius", type: "quantitative", title: "radius of the ball", ...radius },
    y: { field: "decrease", type: "quantitative", title: "certified decrease", ...decrease },
    color: { field: "point", type: "nominal", title: "" },
  };
  const layer = [
    { data: { values: laws }, mark: { type: "line", strokeDash: [4, 3] }, encoding },
    { data: { values: measured }, mark: { type: "point", filled: true, size: 60 }, encoding },
  ];
  const title =
    "Decrease that the neuron finds near bad minima; dashed: slope 1 (F2, p = 0) and slope 4 (F5, p = 2)";
  return [figure("decrease-against-radius", title, { layer })];
}
