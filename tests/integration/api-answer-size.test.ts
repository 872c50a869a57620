import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Measure } from "../../src/compute/measures/measure.ts";
import { arm, condition, CONCLUSIONS, defineClaim } from "../../src/verification/index.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { toyPapers, words } from "../support/toy-papers.ts";

/** Characters of one certificate. */
const LENGTH = 4_500_000;

type Base = { readonly base: number };

/** The number itself, with a certificate that is far too long. */
const wordy: Measure<Base, "base"> = {
  name: "wordy",
  quantities: { base: { unit: null, meaning: "the base" } },
  problems: () => [],
  run: ({ base }) => ({
    quantities: { base: BigInt(base) },
    certificate: { name: "words", content: String(base).repeat(LENGTH) },
  }),
};

const wordyClaim = defineClaim({
  ...words,
  slug: "w1-wordy",
  title: "The base itself",
  statement: "A base beyond one is at least two.",
  protocol: () => ({ arms: { two: arm(wordy, { base: 2 }) }, seeds: [1], thresholds: null }),
  check: ({ two }) =>
    two.values.base.map((measured) =>
      condition({
        name: "base",
        role: "claim",
        quantity: "base",
        measured,
        relation: "atLeast",
        threshold: 2n,
        ifFails: CONCLUSIONS.refuted,
      }),
    ),
  controls: [
    {
      name: "base-one",
      because: "one is less",
      mustFail: "base",
      changes: () => ({ arms: { two: arm(wordy, { base: 1 }) } }),
    },
  ],
});

let api: TestApi;

beforeAll(async () => {
  const [paper] = toyPapers;
  if (paper === undefined) throw new Error("there is no toy paper");
  api = await startApi({ papers: [{ ...paper, claims: [wordyClaim] }] });
  const asked = { budget: "quick", caller: "owner" } as const;
  await api.services.verification.request("w1-wordy", asked);
  await api.work();
});
afterAll(() => api.close());

/** Two certificates of 4.5 MB, as often as wanted. */
const contents = (times: number) => {
  const fields = Array.from({ length: times }, (_, at) => `a${at}: certificates { content }`);
  return `{ evidences(first: 1) { edges { node { ${fields.join(" ")} } } } }`;
};

describe("an answer", () => {
  it("below the limit is sent whole", async () => {
    const { status, errors, text } = await api.ask(contents(3));
    expect([status, errors]).toEqual([200, []]);
    expect(text.length).toBeGreaterThan(6 * LENGTH);
  });

  it("beyond the limit is refused in words, whatever its estimate said", async () => {
    const { status, errors, data, text } = await api.ask(contents(4));
    expect(status).toBe(400);
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining("larger than 32 MB") as unknown,
        extensions: { code: "QUERY_TOO_LARGE" },
      },
    ]);
    expect(data).toBeUndefined();
    expect(text.length).toBeLessThan(1_000);
  });

  it("with certificates of more than five records is refused before it is computed", async () => {
    const statements = await api.statements(async () => {
      const query = "{ evidences(first: 6) { edges { node { certificates { content } } } } }";
      const { status, errors } = await api.ask(query);
      expect([status, errors[0]?.extensions["code"]]).toEqual([400, "QUERY_TOO_LARGE"]);
    });
    expect(statements).toEqual([]);
  });
});
