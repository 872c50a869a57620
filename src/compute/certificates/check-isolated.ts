/** The proof that a box holds exactly one critical point, and that it is a strict local minimum. */
import { isAbove } from "./definite.ts";
import {
  add,
  describe,
  half,
  hull,
  intersect,
  isInterior,
  multiply,
  ofDouble,
  ONE,
  square,
  subtract,
  ZERO,
  type Enclosure,
} from "./fixed-point.ts";
import { encloseLoss, type LossEnclosure } from "./loss-enclosure.ts";
import type { IsolatedMinimum } from "./minimum-certificate.ts";
import { refuseUnless } from "./refusal.ts";

type Vector = readonly Enclosure[];

function sumOf(terms: Vector): Enclosure {
  return terms.reduce(add, ZERO);
}

function dot(left: Vector, right: Vector): Enclosure {
  return sumOf(left.map((one, at) => multiply(one, right[at] ?? ZERO)));
}

/** c - Y g(c) + (I - Y H(T)) (T - c), a component at a time. */
function krawczyk(
  { centre, steps, rows }: { centre: Vector; steps: Vector; rows: readonly Vector[] },
  gradient: Vector,
  hessian: readonly Vector[],
): Vector {
  return rows.map((row, at) => {
    const contraction = hessian.map((_, column) => {
      const product = dot(
        row,
        hessian.map((entries) => entries[column] ?? ZERO),
      );
      return subtract(column === at ? ONE : ZERO, product);
    });
    const newton = subtract(centre[at] ?? ZERO, dot(row, gradient));
    return add(newton, dot(contraction, steps));
  });
}

/** L at the minimum: over the box, and by Taylor's theorem around the centre. */
function valueAtMinimum(atCentre: LossEnclosure, overBox: LossEnclosure, steps: Vector): Enclosure {
  const bends = overBox.hessian.flatMap((row, at) =>
    row.map((entry, column) => {
      const own = steps[at] ?? ZERO;
      const other = steps[column] ?? ZERO;
      return multiply(entry, column === at ? square(own) : multiply(own, other));
    }),
  );
  const slope = dot(atCentre.gradient, steps);
  const taylor = add(add(atCentre.value, slope), half(sumOf(bends)));
  return intersect(overBox.value, taylor);
}

function boxOf({ box, free, point }: IsolatedMinimum) {
  return box.map(({ low, high }, at) => {
    const place = free[at] ?? 0;
    const centre = point[place] ?? 0;
    refuseUnless(
      low < high && low <= centre && centre <= high,
      () => `parameter ${place}: ${centre} does not lie in its box [${low}, ${high}]`,
    );
    return hull(ofDouble(low), ofDouble(high));
  });
}

/** @throws Refusal with the step that fails */
export function checkIsolated(certificate: IsolatedMinimum): readonly string[] {
  const { free, point, preconditioner, curvature, value } = certificate;
  const box = boxOf(certificate);
  const centre = free.map((place) => ofDouble(point[place] ?? 0));
  const steps = box.map((interval, at) => subtract(interval, centre[at] ?? ZERO));
  const atCentre = encloseLoss(certificate, centre);
  const overBox = encloseLoss(certificate, box);
  const rows = preconditioner.map((row) => row.map(ofDouble));
  const image = krawczyk({ centre, steps, rows }, atCentre.gradient, overBox.hessian);
  image.forEach((interval, at) => {
    const outer = box[at] ?? ZERO;
    refuseUnless(
      isInterior(interval, outer),
      () =>
        `Krawczyk's image of parameter ${free[at] ?? at} is ${describe(interval)}, not inside of ${describe(outer)}: no critical point is proved`,
    );
  });
  refuseUnless(curvature > 0, () => `the curvature ${curvature} is not above 0`);
  refuseUnless(
    isAbove(overBox.hessian, ofDouble(curvature)),
    () => `the Hessian on the box is not proved to be at least ${curvature}`,
  );
  const found = valueAtMinimum(atCentre, overBox, steps);
  const [least, most] = [ofDouble(value.low), ofDouble(value.high)];
  refuseUnless(
    least.high <= found.low && found.high <= most.low,
    () => `the loss lies in ${describe(found)}, not in [${value.low}, ${value.high}]`,
  );
  return [
    `exactly one point of the box is critical in its ${free.length} free parameters`,
    `it is a strict local minimum in them: no eigenvalue of the Hessian is below ${curvature} there`,
    `its loss lies in [${value.low}, ${value.high}]`,
  ];
}
