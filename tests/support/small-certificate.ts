/** Certificates of minima that a test makes by itself, without the code that searches for them. */
import { inverse, Matrix } from "ml-matrix";
import type {
  CertifiedNetwork,
  IsolatedMinimum,
  ReluCell,
} from "../../src/compute/certificates/minimum-certificate.ts";
import { numbers, type Formula } from "../../src/compute/numerics/algebra.ts";
import { expandAt } from "../../src/compute/numerics/expansion.ts";
import { digestOf } from "../../src/domain/canonical.ts";

/** With the digest of its contents. */
export function seal<T extends object>(document: T): T & { digest: string } {
  return { ...document, digest: digestOf(document) };
}

/** Changed, with a digest that fits: only the proof can tell. */
export function resealed<T extends { digest: string }>(document: T, changes: Partial<T>): T {
  const { digest: _, ...rest } = { ...document, ...changes };
  return seal(rest) as unknown as T;
}

export interface SmallMinimum {
  readonly network: CertifiedNetwork;
  readonly data: IsolatedMinimum["data"];
  readonly point: readonly number[];
  readonly free?: readonly number[];
  /** The loss as a function of the free parameters. */
  readonly loss: Formula;
  readonly radius: number;
  readonly curvature: number;
  /** Half the width of the bounds of its value. */
  readonly slack: number;
}

/** A box of one radius around the point, the inverse of the Hessian there, and bounds of the value. */
export function boxCertificate(minimum: SmallMinimum): IsolatedMinimum {
  const { network, data, point, loss, radius, curvature, slack } = minimum;
  const free = minimum.free ?? point.map((_, at) => at);
  const centre = free.map((place) => point[place] ?? NaN);
  const { hessian } = expandAt(loss, centre);
  const value = loss(numbers, centre);
  return seal({
    ...{
      format: "corollary-minimum" as const,
      version: 1 as const,
      kind: "isolated-minimum" as const,
    },
    ...{ network, data, point: [...point], free: [...free] },
    box: centre.map((one) => ({ low: one - radius, high: one + radius })),
    preconditioner: inverse(new Matrix(hessian.map((row) => [...row]))).to2DArray(),
    curvature,
    value: { low: value - slack, high: value + slack },
  });
}

/** F1 of the spec: x = (-2,-1,1,2) with ones, y = (-2,-1,1,3), the unit v = 1, w = (2,-1), loss 5/2. */
export function cellCertificate(): ReluCell {
  return seal({
    ...{ format: "corollary-minimum" as const, version: 1 as const, kind: "relu-cell" as const },
    network: {
      ...{ activation: "relu" as const, biases: false, skip: false },
      layers: [
        [2, 1],
        [1, 1],
      ] as [number, number][],
    },
    data: {
      inputs: [-2, -1, 1, 2].map((x) => [String(x), "1"]),
      targets: [-2, -1, 1, 3].map((y) => [String(y)]),
    },
    point: ["2", "-1", "1"],
    value: "5/2",
  });
}
