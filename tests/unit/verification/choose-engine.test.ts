import { describe, expect, it } from "vitest";
import { FASTEST } from "../../../src/compute/engine/engines/fastest.ts";
import {
  ENGINE_NAMES,
  PROGRAM_KINDS,
  type EngineName,
  type ProgramKind,
} from "../../../src/domain/engine-name.ts";
import { chooseEngine } from "../../../src/verification/choose-engine.ts";

/** A machine that has what comes with the product, and what is named. */
function machineWith(...here: readonly EngineName[]) {
  const asked: EngineName[] = [];
  return {
    asked,
    probe(name: EngineName) {
      asked.push(name);
      const available = ["onnx-cpu", "reference", ...here].includes(name);
      return Promise.resolve(
        available
          ? ({ available } as const)
          : ({ available, reason: "/home/someone/engines lacks it" } as const),
      );
    },
  };
}

function choose(kind: ProgramKind | undefined, machine: ReturnType<typeof machineWith>) {
  return chooseEngine(kind === undefined ? {} : { kind }, { choice: "auto", ...machine });
}

describe("auto", () => {
  it("takes the fastest engine for the kind of program, and says why", async () => {
    const machine = machineWith("tensorflow-cpu");
    expect(await choose("convolutional", machine)).toEqual({
      engine: "tensorflow-cpu",
      because: expect.stringMatching(
        /^the claim trains a convolutional program: .*as fast/,
      ) as unknown,
    });
    expect((await choose("dense", machine)).engine).toBe("onnx-cpu");
  });

  it("takes the next one where that is not here, names it, and no folder of the machine", async () => {
    const { engine, because } = await choose("convolutional", machineWith());
    expect(engine).toBe("onnx-cpu");
    expect(because).toMatch(/\(not here: .*tensorflow-cpu\)$/);
    expect(because).not.toContain("/home");
  });

  it("takes a claim that says nothing for a dense one", async () => {
    const [silent, dense] = await Promise.all(
      [undefined, "dense" as const].map((kind) => choose(kind, machineWith())),
    );
    expect(silent).toEqual(dense);
  });

  it.each(PROGRAM_KINDS)("always ends at an engine that comes with the product: %s", (kind) => {
    const names = FASTEST[kind].map(({ engine }) => engine);
    expect(names.at(-1)).toBe("onnx-cpu");
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain("reference");
  });
});

describe("an engine that is named", () => {
  it.each(ENGINE_NAMES)("%s is taken without a look whether it computes here", async (choice) => {
    const machine = machineWith();
    const chosen = await chooseEngine({ kind: "convolutional" }, { choice, ...machine });
    expect(chosen).toEqual({ engine: choice, because: "it was asked for by name" });
    expect(machine.asked).toEqual([]);
  });
});
