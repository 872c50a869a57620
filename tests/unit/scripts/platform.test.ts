import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";

const FILE = new URL("../../../scripts/platform.cjs", import.meta.url);
const { problem } = createRequire(import.meta.url)("../../../scripts/platform.cjs") as {
  problem(versions: { node?: string }, platform: string, arch: string): string | null;
};

describe("the first line of output", () => {
  it.each([
    ["20.0.0", "linux", "x64"],
    ["22.23.2", "linux", "arm64"],
    ["24.1.0", "darwin", "arm64"],
  ])("is silent about Node %s on %s-%s", (node, platform, arch) => {
    expect(problem({ node }, platform, arch)).toBeNull();
  });

  it("names the Node that is too old, the one that is needed, and where to get it", () => {
    expect(problem({ node: "18.20.4" }, "linux", "x64")).toMatch(
      /needs Node 20 or later, this is Node 18\.20\.4: .*nodejs\.org/,
    );
    expect(problem({ node: "0.10.48" }, "linux", "x64")).toContain("this is Node 0.10.48");
  });

  it("names WSL on Windows", () => {
    expect(problem({ node: "22.0.0" }, "win32", "x64")).toContain("WSL");
  });

  it.each([
    ["linux", "ppc64"],
    ["darwin", "x64"],
    ["freebsd", "x64"],
  ])("names an unsupported platform: %s-%s", (platform, arch) => {
    expect(problem({ node: "22.0.0" }, platform, arch)).toContain(`${platform}-${arch}`);
  });

  it("can be read by the oldest Node", () => {
    const messages = new Linter().verify(readFileSync(FILE, "utf8"), [
      { languageOptions: { ecmaVersion: 5, sourceType: "script" } },
    ]);
    expect(messages).toEqual([]);
  });
});
