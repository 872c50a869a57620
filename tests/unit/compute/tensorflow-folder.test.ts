import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { requireTensorflow } from "../../../src/compute/engine/engines/tensorflow-binding.ts";
import {
  findTensorflow,
  MANIFEST,
  type TensorflowManifest,
} from "../../../src/compute/engine/engines/tensorflow-folder.ts";

const MADE: TensorflowManifest = {
  format: 1,
  engine: "tensorflow-cpu",
  tensorflow: "2.21.0",
  tfjsNode: "4.22.0",
  sources: [{ name: "tensorflow_cpu.whl", sha256: "00" }],
  compiler: "g++ 12",
  node: { version: "22.0.0", nodeApi: 8 },
  platform: "linux-x64",
  sawGpu: false,
  installedAt: "2026-01-01T00:00:00.000Z",
  bytes: 1,
};
const BINDING = "node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node";
const HERE = { platform: "linux-x64", nodeApi: 9 };

function withManifest(text: string): string {
  const installed = mkdtempSync(join(tmpdir(), "corollary-engines-"));
  mkdirSync(join(installed, "tensorflow-cpu"));
  writeFileSync(join(installed, "tensorflow-cpu", MANIFEST), text);
  return installed;
}

const INSTALL = "npx corollary engine install tensorflow";

describe("the TensorFlow that is installed", () => {
  it("is found with its native half and what it is made of", () => {
    const installed = withManifest(JSON.stringify(MADE));
    const folder = join(installed, "tensorflow-cpu");
    const binding = join(folder, BINDING);
    mkdirSync(dirname(binding), { recursive: true });
    writeFileSync(binding, "");
    expect(findTensorflow(installed, "tensorflow-cpu", HERE)).toEqual({
      ...{ isInstalled: true, folder, binding },
      manifest: MADE,
    });
  });

  it("is none where its native half is gone, and can be installed anew", () => {
    const installed = withManifest(JSON.stringify(MADE));
    expect(findTensorflow(installed, "tensorflow-cpu", HERE)).toEqual({
      isInstalled: false,
      reason: `a part of it is lost, ${join(installed, "tensorflow-cpu", BINDING)}: ${INSTALL}`,
    });
  });

  it("is none where no folder was given or it is empty: the reason is the command to run", () => {
    const reason = `not installed: ${INSTALL} --gpu`;
    for (const installed of [undefined, "/nowhere"]) {
      expect(findTensorflow(installed, "tensorflow-gpu", HERE)).toEqual({
        isInstalled: false,
        reason,
      });
    }
  });

  it.each([
    ["cut short", JSON.stringify(MADE).slice(0, 40)],
    ["of another format", JSON.stringify({ ...MADE, format: 2 })],
  ])("is none where what it says of itself is %s", (_case, text) => {
    const installed = withManifest(text);
    const path = join(installed, "tensorflow-cpu", MANIFEST);
    expect(findTensorflow(installed, "tensorflow-cpu", HERE)).toEqual({
      isInstalled: false,
      reason: `${path} is damaged or of another version: ${INSTALL}`,
    });
  });

  it("is none where it was built for another machine", () => {
    const installed = withManifest(JSON.stringify(MADE));
    const there = { ...HERE, platform: "linux-arm64" };
    expect(findTensorflow(installed, "tensorflow-cpu", there)).toEqual({
      isInstalled: false,
      reason: `it was built for linux-x64, and this is linux-arm64: ${INSTALL}`,
    });
  });

  it.each([
    ["tensorflow-cpu", "darwin-arm64", "linux-x64 and linux-arm64"],
    ["tensorflow-gpu", "linux-arm64", "linux-x64"],
  ] as const)("is none, and cannot be one, for %s on %s", (name, platform, others) => {
    expect(findTensorflow("/nowhere", name, { ...HERE, platform })).toEqual({
      isInstalled: false,
      reason:
        `${name} is for ${others}, and this is ${platform}: ` +
        "use onnx-cpu here, or run Corollary on such a machine or in such a container",
    });
  });

  it("is none for a Node that is too old to load it", () => {
    const installed = withManifest(JSON.stringify(MADE));
    const found = findTensorflow(installed, "tensorflow-cpu", { ...HERE, nodeApi: 7 });
    expect(found).toMatchObject({
      isInstalled: false,
      reason: expect.stringMatching(
        /^Node's binary interface is version 7 here, and 8 /,
      ) as unknown,
    });
  });

  it("is refused with that reason by whoever wants to load it", () => {
    expect(() => requireTensorflow({ threads: 1 }, "tensorflow-cpu")).toThrow(
      expect.objectContaining({ code: "ENGINE_UNAVAILABLE", message: `not installed: ${INSTALL}` }),
    );
  });
});
