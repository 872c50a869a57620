import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startApi, type TestApi } from "../support/api.ts";
import { asking, other, papers, steady } from "../support/scratch-papers.ts";

interface Answer {
  readonly experiment?: { readonly id: string } | null;
  readonly experiments?: readonly { readonly id: string; readonly claim: { slug: string } }[];
  readonly errors: readonly { code: string; message: string; path: string[] | null }[];
}

const VERIFY_CLAIM = `mutation ($input: VerifyClaimInput!) { answer: verifyClaim(input: $input) {
  experiment { id } errors { code message path } } }`;
const VERIFY_PAPER = `mutation ($input: VerifyPaperInput!) { answer: verifyPaper(input: $input) {
  experiments { id claim { slug } } errors { code message path } } }`;

const ABSENT = {
  code: "DATA_MISSING",
  message:
    "scratch-asking was not verified: its data set fashion-mnist (155 MB) is not on the server's " +
    "machine: npx corollary datasets fetch fashion-mnist",
  path: null,
};

let api: TestApi;

/** One paper with these claims, on a server that has no folder of data sets. */
beforeEach(async () => {
  const [paper] = papers;
  if (paper === undefined) throw new Error("no paper");
  api = await startApi({ papers: [{ ...paper, claims: [steady, asking, other] }] });
});
afterEach(() => api.close());

const answer = async (query: string, input: Record<string, unknown>) =>
  (await api.data<{ answer: Answer }>(query, { input })).answer;
const countExperiments = () => api.services.reads.experiments().count();

describe("a claim whose data are not on the server's machine", () => {
  it("is refused with what is missing and how to get it, and nothing is queued", async () => {
    const input = { claim: asking.slug, budget: "SMOKE", idempotencyKey: "absent" };
    const refused = { experiment: null, errors: [ABSENT] };
    expect(await answer(VERIFY_CLAIM, input)).toEqual(refused);
    expect(await answer(VERIFY_CLAIM, input)).toEqual(refused);
    expect(await countExperiments()).toBe(0);
  });

  it("is left out of its paper, and told each time", async () => {
    const input = { paper: papers[0]?.slug, budget: "SMOKE", idempotencyKey: "paper" };
    const first = await answer(VERIFY_PAPER, input);
    expect(first.experiments?.map(({ claim }) => claim.slug)).toEqual([steady.slug, other.slug]);
    expect(first.errors).toEqual([ABSENT]);
    expect(await answer(VERIFY_PAPER, input)).toEqual(first);
    expect(await countExperiments()).toBe(2);
  });

  it("is answered with the verification that exists", async () => {
    const asked = { budget: "smoke", caller: "owner" } as const;
    await api.services.verification.request(asking.slug, asked);
    const { experiment, errors } = await answer(VERIFY_CLAIM, {
      ...{ claim: asking.slug, budget: "SMOKE" },
    });
    expect(experiment).not.toBeNull();
    expect(errors).toEqual([]);
    expect(await countExperiments()).toBe(1);
  });
});
