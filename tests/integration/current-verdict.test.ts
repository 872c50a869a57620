import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Release } from "../../src/domain/evidence-record.ts";
import type { Budget } from "../../src/domain/verdict.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { squareClaim, toyPaper } from "../support/toy-papers.ts";
import { verifyUnder } from "../support/verify-under.ts";

/** Refuted at smoke, supported at every other budget. */
const papers = [
  toyPaper("author2024-squares", [squareClaim("q1-square", (at) => (at === "smoke" ? 5 : 4))]),
];
const releaseOf = (version: string, digit: string): Release => ({
  version,
  sourceDigest: digit.repeat(64),
  dependencyDigest: "f".repeat(64),
});
const older = releaseOf("0.1.0", "1");
const newer = releaseOf("0.2.0", "2");

const QUESTION = `{
  claim(slug: "q1-square") {
    currentVerdict { budget verdict evidence { id release { version } } }
    atSmoke: currentVerdict(budget: SMOKE) { verdict }
    evidence(first: 1) { edges { node { id } } }
  }
  supported: claims(first: 1, filter: { verdict: SUPPORTED }) { totalCount }
  refuted: claims(first: 1, filter: { verdict: REFUTED }) { totalCount }
  refutedAtSmoke: claims(first: 1, filter: { verdict: REFUTED, budget: SMOKE }) { totalCount }
}`;

interface Count {
  readonly totalCount: number;
}
interface Answered {
  readonly claim: {
    readonly currentVerdict: {
      readonly budget: string;
      readonly verdict: string;
      readonly evidence: { readonly id: string; readonly release: { readonly version: string } };
    };
    readonly atSmoke: { readonly verdict: string } | null;
    readonly evidence: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  };
  readonly supported: Count;
  readonly refuted: Count;
  readonly refutedAtSmoke: Count;
}

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ papers });
});
afterAll(() => api.close());

async function verify(release: Release, ...budgets: readonly Budget[]): Promise<void> {
  for (const budget of budgets) await verifyUnder(api.database, { papers, release }, budget);
}

/** What the claim stands by, and how many claims the filter finds supported and refuted. */
async function standing() {
  const { claim, supported, refuted } = await api.data<Answered>(QUESTION);
  const { budget, verdict, evidence } = claim.currentVerdict;
  const found = [supported.totalCount, refuted.totalCount];
  return { of: evidence.release.version, budget, verdict, found };
}

/** Each test goes on where the one before it ended. */
describe("without a budget a claim stands", () => {
  const atPaper = { budget: "PAPER", verdict: "SUPPORTED", found: [1, 0] };
  const atSmoke = { budget: "SMOKE", verdict: "REFUTED", found: [0, 1] };

  it("by what its release found at the largest budget, though a smaller one came after", async () => {
    await verify(older, "paper", "standard", "smoke");
    expect(await standing()).toEqual({ of: "0.1.0", ...atPaper });
    const { claim, refutedAtSmoke } = await api.data<Answered>(QUESTION);
    expect(claim.atSmoke).toEqual({ verdict: "REFUTED" });
    expect(refutedAtSmoke).toEqual({ totalCount: 1 });
  });

  it("by the newest at that budget", async () => {
    await verify(older, "paper");
    const { claim } = await api.data<Answered>(QUESTION);
    expect(claim.currentVerdict.evidence.id).toBe(claim.evidence.edges[0]?.node.id);
  });

  it("by what a new release found at smoke, not by an older one's paper", async () => {
    await verify(newer, "smoke");
    expect(await standing()).toEqual({ of: "0.2.0", ...atSmoke });
  });

  it("by an older release's paper again once that release has verified it last", async () => {
    await verify(newer, "paper");
    await verify(older, "smoke");
    expect(await standing()).toEqual({ of: "0.1.0", ...atPaper });
  });
});
