import { describe, expect, it } from "vitest";
import type { EngineName } from "../../src/domain/engine-name.ts";
import { probeEngine } from "../../src/worker/probe-engine.ts";
import { ENGINES_HERE, INSTALLED } from "../support/engines-here.ts";

describe("looking at an engine in a process of its own", () => {
  it.each(ENGINES_HERE)("says that %s computes, and what it is", async (name) => {
    expect(await probeEngine(name, INSTALLED)).toMatchObject({ available: true, facts: { name } });
  });

  it("says how one is installed that is not", async () => {
    expect(await probeEngine("tensorflow-cpu", "/nowhere")).toEqual({
      available: false,
      reason: "not installed: npx corollary engine install tensorflow",
    });
  });

  it("says how the process ended that it brought down", async () => {
    const probed = await probeEngine("none such" as EngineName, "/nowhere");
    expect(probed).toMatchObject({
      available: false,
      reason: expect.stringMatching(
        /brought down .*\(exit code 1\) Error: there is no engine none such$/,
      ) as string,
    });
  });
});
