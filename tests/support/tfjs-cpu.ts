import { createRequire } from "node:module";
import type * as TensorFlowCore from "@tensorflow/tfjs-core";
import type { Inputs } from "../../src/compute/engine/ops/operation.ts";
import type { Tensor, TraceTf } from "../../src/compute/engine/program.ts";
import type { Call, Sample, SampleArray } from "./engine-samples/sample.ts";

const require = createRequire(import.meta.url);
/** Another copy than the one that programs are traced with; the two share one global engine. */
const core = require("@tensorflow/tfjs-core") as typeof TensorFlowCore;
require("@tensorflow/tfjs-backend-cpu");
// Otherwise it recommends itself another backend on the console.
core.env().set("IS_TEST", true);

function tensorOf({ shape, type, data }: SampleArray): Tensor {
  const dtype = type === "float" ? "float32" : type;
  return core.tensor([...data], [...shape], dtype);
}

const callEagerly: Call = (kernel, inputs, attributes) =>
  [core.engine().runKernel<Tensor | Tensor[]>(kernel, inputs, attributes as never)].flat();

/** Runs a sample eagerly on the cpu backend of tfjs, and says which kernels that called. */
export async function runOnTfjs({ inputs, run }: Sample): Promise<{
  readonly outputs: readonly ArrayLike<number>[];
  readonly kernels: readonly string[];
}> {
  await core.setBackend("cpu");
  const outputs: ArrayLike<number>[] = [];
  const { kernelNames } = await core.profile(() => {
    const tensors = inputs.map(tensorOf) as unknown as Inputs<Tensor>;
    const made = [run(core as unknown as TraceTf, tensors, callEagerly)].flat();
    outputs.push(...made.map((tensor) => tensor.dataSync()));
    return [];
  });
  return { outputs, kernels: kernelNames };
}
