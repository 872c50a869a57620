import { expect, it } from "vitest";
import { secondEngines } from "../../../src/cli/second-engines.ts";
import { papers, steady, trained } from "../../support/scratch-papers.ts";

const asked = {
  budget: "smoke",
  engines: new Map([[trained.slug, { engine: "onnx-cpu" as const, because: "it is the fastest" }]]),
  crossCheck: "reference",
  probe: () => Promise.resolve({ available: true as const }),
} as const;
const [paper] = papers;
if (paper === undefined) throw new Error("there are scratch papers");
const [exact, computed] = [steady, trained].map((claim) => ({ paper, claim }));

it("are of the claims that an engine computes; the others are verified as always", async () => {
  const targets = [exact, computed].filter((target) => target !== undefined);
  expect([...(await secondEngines(targets, asked))]).toEqual([[trained.slug, "reference"]]);
});

it("are none where none was asked for", async () => {
  const targets = [computed].filter((target) => target !== undefined);
  expect((await secondEngines(targets, { ...asked, crossCheck: undefined })).size).toBe(0);
});
