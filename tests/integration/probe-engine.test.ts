import { describe, expect, it } from "vitest";
import { ENGINE_NAMES, type EngineName } from "../../src/domain/engine-name.ts";
import { probeEngine } from "../../src/worker/probe-engine.ts";

describe("looking at an engine in a process of its own", () => {
  it.each(ENGINE_NAMES)("says that %s computes, and what it is", async (name) => {
    expect(await probeEngine(name, "/nowhere")).toMatchObject({ available: true, facts: { name } });
  });

  it("says how the process ended that it brought down", async () => {
    const probed = await probeEngine("none such" as EngineName, "/nowhere");
    expect(probed).toMatchObject({
      available: false,
      reason: expect.stringMatching(/brought down .*exit code 1/) as string,
    });
  });
});
