/** The top of the Hessian's spectrum and its trace. */
import { lanczos } from "../../numerics/lanczos.ts";
import { randomSigns } from "../../numerics/random-signs.ts";
import { dot } from "../../numerics/vectors.ts";
import type { Landscape } from "./landscape.ts";

const LANCZOS_STREAM = 3_000_000;
const TRACE_STREAM = 3_100_000;
const RITZ_VALUES_SUMMED = 10;

export interface Curvature {
  readonly lambdaMax: { readonly value: number; readonly low: number; readonly high: number };
  readonly ritzSum: number;
  readonly trace: number;
}

/**
 * @param steps  of Lanczos; 25 suffice for the top, not for the smallest Ritz value
 * @param probes Rademacher vectors of Hutchinson's trace
 * @source spec keskar2017-large-batch, section 3.5
 */
export async function curvatureAt(
  landscape: Landscape,
  { steps, probes, seed }: { steps: number; probes: number; seed: number },
): Promise<Curvature> {
  const size = landscape.point.length;
  const operator = async (vector: Float64Array) => {
    const [product] = await landscape.hessian([vector]);
    if (product === undefined) throw new Error("one direction gives one product");
    return product;
  };
  const start = randomSigns(seed, LANCZOS_STREAM, size);
  const { ritz } = await lanczos(operator, { size, steps, start });
  const [top] = ritz;
  if (top === undefined) throw new Error("Lanczos takes a step at least");
  const signs = Array.from({ length: probes }, (_, probe) =>
    randomSigns(seed, TRACE_STREAM + probe, size),
  );
  const products = await landscape.hessian(signs);
  const quotients = products.map((product, probe) => dot(product, signs[probe] ?? product));
  return {
    lambdaMax: { value: top.value, low: top.low, high: top.high },
    ritzSum: ritz.slice(0, RITZ_VALUES_SUMMED).reduce((sum, { value }) => sum + value, 0),
    trace: quotients.reduce((sum, one) => sum + one, 0) / probes,
  };
}
