import { z } from "zod";
import { canonicalJson } from "./canonical.ts";
import { PRECISIONS } from "./engine-name.ts";

/**
 * What computed the numbers. `engine` is "none" and precision "exact" where no engine did; then
 * threads, CPU features and versions are absent, since exact numbers do not depend on them.
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

/** Bit-identical repeats are promised within one environment, so that runs of two never mix. */
export function isSameEnvironment(one: Environment, other: Environment): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** "onnx-cpu on CPU, float32, 1 thread, x64 GenuineIntel avx2 fma, onnxruntime-node 1.30.0" */
export function describeEnvironment(environment: Environment): string {
  const { engine, device, precision, threads, cpuFeatures, versions } = environment;
  if (engine === EXACT_ENVIRONMENT.engine) return "exact arithmetic, no engine";
  const counted = threads === null ? [] : [`${threads} ${threads === 1 ? "thread" : "threads"}`];
  const features = cpuFeatures === null ? [] : [cpuFeatures];
  const packages = versions.map(({ name, version }) => `${name} ${version}`);
  return [`${engine} on ${device}`, precision, ...counted, ...features, ...packages].join(", ");
}
