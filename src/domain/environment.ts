import { z } from "zod";

/**
 * What computed the numbers. `engine` is "none" and precision "exact" where no engine did; then
 * threads, CPU features and versions are absent, since exact numbers do not depend on them.
 */
export const environmentSchema = z.strictObject({
  engine: z.string(),
  device: z.enum(["CPU", "GPU"]),
  precision: z.enum(["exact", "float32", "float64"]),
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
