/** A certified minimum as the document that anyone can check. */
import { digestOf } from "../../../domain/canonical.ts";
import type { CertifiedNetwork, IsolatedMinimum } from "../../certificates/minimum-certificate.ts";
import type { Certification, CertifiedBox } from "./certify.ts";
import { LEAK, parametersOf, type DenseNetwork, type RegressionData } from "./dense-network.ts";

/** Zero has no sign in JSON. */
const unsigned = (entries: readonly number[]): number[] => entries.map((entry) => entry + 0);

function describe(network: DenseNetwork): CertifiedNetwork {
  const { activation, weights, biases = false, skip } = network;
  return {
    activation,
    // LEAK is a power of two below 1.
    ...(activation === "leaky-relu" ? { slope: `1/${1 / LEAK}` } : {}),
    layers: weights.map((matrix): [number, number] => [matrix.length, matrix[0]?.length ?? 0]),
    biases,
    skip: skip !== undefined,
  };
}

/**
 * @param box one of the certification's: what is stated of the minimum is proven with it. Half of the
 *   proven curvature is stated, so that other ways of bounding it reach it too
 */
export function minimumDocument(
  { end, moving }: Certification,
  { test }: CertifiedBox,
  data: RegressionData,
): IsolatedMinimum {
  const document: Omit<IsolatedMinimum, "digest"> = {
    format: "corollary-minimum",
    version: 1,
    kind: "isolated-minimum",
    network: describe(end.network),
    data: { inputs: data.inputs.map(unsigned), targets: data.targets.map(unsigned) },
    point: unsigned(parametersOf(end.network)),
    free: [...moving],
    box: test.box.map(({ low, high }) => ({ low: low + 0, high: high + 0 })),
    preconditioner: test.preconditioner.map(unsigned),
    curvature: test.curvature / 2,
    value: { low: test.value.low + 0, high: test.value.high + 0 },
  };
  return { ...document, digest: digestOf(document) };
}
