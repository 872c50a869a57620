import { expect, it } from "vitest";

/** A script of the page, which has no types. */
const WORDS: string = "../../../src/server/page/words.js";

interface Held {
  readonly threshold: number;
  readonly thresholdExact: string | null;
}
interface Words {
  controlWords(
    control: { outcome: string; mustFail: string; checks: readonly Held[] },
    unchanged: readonly (Held & { name: string; outcome: string })[],
  ): readonly [words: string, className: string];
}

const at = (threshold: number): Held => ({ threshold, thresholdExact: null });

it.each([
  ["the change makes it fail", "PASS", 10, "failed, as it must"],
  ["it is held to more", "FAIL", 100, "failed, as it must"],
  [
    "it fails without the change too",
    "FAIL",
    10,
    "failed, as it does without the change: says nothing here",
  ],
])("a control on the page is told where %s", async (_, outcome, threshold, told) => {
  const { controlWords } = (await import(WORDS)) as Words;
  const control = { outcome: "KEPT", mustFail: "length", checks: [at(threshold)] };
  expect(controlWords(control, [{ name: "length", outcome, ...at(10) }])[0]).toBe(told);
});
