import { createRequire } from "node:module";
import type * as TensorFlowCore from "@tensorflow/tfjs-core";

/**
 * The language of our programs: tfjs-core with its gradients, bundled by scripts/build.mjs with
 * constants that keep their 53 bits. Only the tracer touches it; authors get `Tf` (program.ts).
 */
export const core = createRequire(import.meta.url)("#tfjs") as typeof TensorFlowCore;
export type { Tensor } from "@tensorflow/tfjs-core";
