import { writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { loadEngine } from "../../../src/compute/engine/engines/index.ts";
import {
  requireTensorflow,
  type TensorflowBinding,
} from "../../../src/compute/engine/engines/tensorflow-binding.ts";
import {
  notLoaded,
  openTensorflowSession,
} from "../../../src/compute/engine/engines/tensorflow-session.ts";
import { functionModel } from "../../../src/compute/engine/lower/tensorflow/function-model.ts";
import { traceFunction } from "../../../src/compute/engine/trace.ts";
import { canRun } from "../../support/can-run.ts";
import { INSTALLED, NATIVE_ENGINES } from "../../support/engines-here.ts";

const isHere = NATIVE_ENGINES.includes("tensorflow-cpu");
const possible = canRun("TensorFlow's own memory and threads", isHere, "tensorflow-cpu");

/** The installed library, and how many of its tensors stand. */
function counted() {
  const { binding } = requireTensorflow({ threads: 1, installed: INSTALLED }, "tensorflow-cpu");
  const counts = { standing: 0 };
  const counting: TensorflowBinding = {
    TF_Version: binding.TF_Version,
    isUsingGpuDevice: () => binding.isUsingGpuDevice(),
    loadSavedModel: (folder, tags) => binding.loadSavedModel(folder, tags),
    deleteSavedModel: (id) => {
      binding.deleteSavedModel(id);
    },
    tensorDataSync: (id) => binding.tensorDataSync(id),
    createTensor(...given) {
      const made = binding.createTensor(...given);
      counts.standing += 1;
      return made;
    },
    runSavedModel(...given) {
      const made = binding.runSavedModel(...given);
      counts.standing += made.length;
      return made;
    },
    deleteTensor(id) {
      binding.deleteTensor(id);
      counts.standing -= 1;
    },
  };
  return { binding: counting, counts };
}

const spec = { shape: [2], type: "float" } as const;
const model = functionModel(
  traceFunction({
    name: "both",
    inputs: { a: spec, b: spec },
    run: (tf, { a, b }) => ({ sum: tf.add(a ?? 0, b ?? 0), product: tf.mul(a ?? 0, b ?? 0) }),
  }),
  "float32",
);
const fed = (data: Float32Array) => ({ data, spec });
const pair = Float32Array.of(2, 3);

describe.runIf(possible)("the tensors of a call", () => {
  it("are gone when it is done", () => {
    const { binding, counts } = counted();
    const session = openTensorflowSession(binding, model, "float32");
    expect(session.run([fed(pair), fed(pair)], [spec, spec])).toEqual([
      Float32Array.of(4, 6),
      Float32Array.of(4, 9),
    ]);
    expect(counts.standing).toBe(0);
    session.close();
  });

  it("are gone when the second of two cannot be made, or the call fails", () => {
    const { binding, counts } = counted();
    const session = openTensorflowSession(binding, model, "float32");
    for (const given of [[fed(pair), fed(Float32Array.of(1))], [fed(pair)]]) {
      expect(() => session.run(given, [spec, spec])).toThrow("TensorFlow failed: ");
      expect(counts.standing).toBe(0);
    }
    session.close();
  });
});

describe.runIf(possible)("TensorFlow in one process", () => {
  it("states its threads and the CPU, and is refused for another number of threads", async () => {
    const first = await loadEngine("tensorflow-cpu", { threads: 1, installed: INSTALLED });
    expect(first.facts().threads).toBe(1);
    // What was built for GPUs too takes none.
    expect([first.facts().device, process.env["CUDA_VISIBLE_DEVICES"]]).toEqual(["CPU", "-1"]);
    const second = loadEngine("tensorflow-cpu", { threads: 2, installed: INSTALLED });
    await expect(second).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
      message: expect.stringMatching(
        /has loaded TensorFlow from .* \(threads: 1\); it cannot load it from .* \(threads: 2\)/,
      ) as unknown,
    });
  });
});

describe.runIf(possible)("a program that cannot be written", () => {
  const kept = process.env["TMPDIR"];
  afterEach(() => {
    if (kept === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = kept;
  });

  it("names the folder", () => {
    const { binding } = counted();
    process.env["TMPDIR"] = "/nowhere";
    expect(() => openTensorflowSession(binding, model, "float32")).toThrow(
      expect.objectContaining({
        code: "DATA_FOLDER_UNUSABLE",
        message: expect.stringMatching(/^\/nowhere: ENOENT/) as unknown,
      }),
    );
  });

  it("is no program that TensorFlow does not take", () => {
    const { binding } = counted();
    expect(() => openTensorflowSession(binding, Uint8Array.of(1, 2), "float32")).toThrow(
      expect.objectContaining({
        code: "BAD_PROGRAM",
        message: expect.stringMatching(
          /^TensorFlow does not take this program: Failed to load SavedModel/,
        ) as unknown,
      }),
    );
  });
});

describe.runIf(process.platform === "linux")("a full disk", () => {
  it("is said to be full, and not that the program is at fault", () => {
    let full: unknown;
    try {
      writeFileSync("/dev/full", "x");
    } catch (error) {
      full = error;
    }
    expect(notLoaded("/somewhere", full)).toMatchObject({
      code: "DISK_FULL",
      message: expect.stringMatching(/^\/somewhere: the disk is full/) as unknown,
    });
  });
});
