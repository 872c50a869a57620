import { describe, expect, it } from "vitest";
import { installedFolder } from "../../../../src/compute/datasets/define-dataset.ts";

describe("the folder of an installed package", () => {
  it("lies beside its manifest", () => {
    expect(installedFolder(() => "/packages/digits/package.json", "data")).toBe(
      "/packages/digits/data",
    );
  });

  it("is none when the package is not installed", () => {
    const resolve = () => {
      throw new Error("Cannot find module");
    };
    expect(installedFolder(resolve, "data")).toBeNull();
  });
});
