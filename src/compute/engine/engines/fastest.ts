import type { EngineName, ProgramKind } from "../../../domain/engine-name.ts";

export interface Ranked {
  readonly engine: EngineName;
  /** What was measured: `npm run bench -- peers`, docs/benchmarks.md. */
  readonly because: string;
}

/** For each kind of program the engines by speed. The last one comes with the product. */
export const FASTEST: Readonly<Record<ProgramKind, readonly [...Ranked[], Ranked]>> = {
  dense: [
    {
      engine: "onnx-cpu",
      because: "onnx-cpu compiles in a third of TensorFlow's time, and its steps are about as fast",
    },
  ],
  convolutional: [
    {
      engine: "tensorflow-gpu",
      because: "a step on a GPU takes a fifth to a tenth of what it takes on a core",
    },
    {
      engine: "tensorflow-cpu",
      because: "tensorflow-cpu is one and a half times to twice as fast as onnx-cpu",
    },
    { engine: "onnx-cpu", because: "onnx-cpu is the fastest that is here" },
  ],
};
