import { z } from "zod";
import { canonicalJson } from "./canonical.ts";
import { PRECISIONS } from "./engine-name.ts";

/**
 * What computed the numbers. `engine` is "none" where no engine did. Exact numbers depend on nothing:
 * then threads, CPU features and versions are absent. Those in float64 depend on how Node computes
 * exp and tanh, so its version stands there.
 */
export const environmentSchema = z.strictObject({
  engine: z.string(),
  device: z.enum(["CPU", "GPU"]),
  precision: z.enum(["exact", ...PRECISIONS]),
  threads: z.int().positive().nullable(),
  cpuFeatures: z.string().nullable(),
  versions: z.array(z.strictObject({ name: z.string(), version: z.string() })),
});
export type Environment = z.infer<typeof environmentSchema>;

export const EXACT_ENVIRONMENT: Environment = {
  engine: "none",
  device: "CPU",
  precision: "exact",
  threads: null,
  cpuFeatures: null,
  versions: [],
};

/** Of numbers in float64 that no engine computed, but the program itself. */
export function plainEnvironment(nodeVersion: string): Environment {
  const versions = [{ name: "node", version: nodeVersion }];
  return { ...EXACT_ENVIRONMENT, precision: "float64", threads: 1, versions };
}

/** Bit-identical repeats are promised within one environment, so that runs of two never mix. */
export function isSameEnvironment(one: Environment, other: Environment): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** "onnx-cpu on CPU, float32, 1 thread, x64 GenuineIntel avx2 fma, onnxruntime-node 1.30.0" */
export function describeEnvironment(environment: Environment): string {
  const { engine, device, precision, threads, cpuFeatures, versions } = environment;
  if (precision === EXACT_ENVIRONMENT.precision) return "exact arithmetic, no engine";
  const counted = threads === null ? [] : [`${threads} ${threads === 1 ? "thread" : "threads"}`];
  const features = cpuFeatures === null ? [] : [cpuFeatures];
  const packages = versions.map(({ name, version }) => `${name} ${version}`);
  const computed = engine === EXACT_ENVIRONMENT.engine ? "no engine" : `${engine} on ${device}`;
  return [computed, precision, ...counted, ...features, ...packages].join(", ");
}
