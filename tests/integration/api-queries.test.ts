import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type TestApi } from "../support/api.ts";
import { toyPapers } from "../support/toy-papers.ts";

/** The query that a newcomer asks first, word for word. */
const NEWCOMER = `
{ papers(first: 10) { edges { node { slug claims(first: 50) { edges { node { slug
    currentVerdict(budget: QUICK) { verdict reasonCode reason
      evidence { id digest seeds checks { name value exact low high threshold outcome }
                 controls { name verdict checks { name value threshold outcome } }
                 environment { engine device precision } } } } } } } } } }`;

interface Verdict {
  readonly verdict: string;
  readonly reasonCode: string;
  readonly reason: string;
  readonly evidence: {
    readonly id: string;
    readonly digest: string;
    readonly seeds: readonly number[];
    readonly checks: readonly Record<string, unknown>[];
    readonly controls: readonly { verdict: string; checks: readonly Record<string, unknown>[] }[];
    readonly environment: Record<string, unknown>;
  };
}
interface Edges<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
}
type Papers = {
  papers: Edges<{ slug: string; claims: Edges<{ slug: string; currentVerdict: Verdict | null }> }>;
};

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ papers: toyPapers });
  for (const { slug, claims } of toyPapers) {
    if (claims.length === 0) continue;
    await api.services.verification.requestPaper(slug, { budget: "quick", caller: "owner" });
  }
  await api.work();
});
afterAll(() => api.close());

async function verdictOf(slug: string): Promise<Verdict> {
  const { papers } = await api.data<Papers>(NEWCOMER);
  const claims = papers.edges.flatMap(({ node }) => node.claims.edges.map((edge) => edge.node));
  const verdict = claims.find((claim) => claim.slug === slug)?.currentVerdict;
  if (verdict == null) throw new Error(`${slug} has no verdict`);
  return verdict;
}

describe("the newcomer's query", () => {
  it("shows every paper and claim, those without a claim too", async () => {
    const { papers } = await api.data<Papers>(NEWCOMER);
    const shown = papers.edges.map(({ node }) => [
      node.slug,
      node.claims.edges.map((edge) => edge.node.slug),
    ]);
    expect(shown).toEqual([
      ["author2024-ratios", ["n1-not-a-number"]],
      ["author2024-silence", []],
      ["author2024-squares", ["q1-square", "q2-square", "q3-square"]],
    ]);
  });

  it("shows a verdict with its number, threshold, seeds, control and environment", async () => {
    const { verdict, reasonCode, evidence } = await verdictOf("q1-square");
    expect({ verdict, reasonCode }).toEqual({
      verdict: "SUPPORTED",
      reasonCode: "ALL_CONDITIONS_HOLD",
    });
    expect(evidence.seeds).toEqual([1, 2]);
    expect(evidence.checks[0]).toEqual({
      name: "square of seed 1",
      value: 4,
      exact: "4",
      low: null,
      high: null,
      threshold: 4,
      outcome: "PASS",
    });
    const [control] = evidence.controls;
    expect(control?.verdict).toBe("REFUTED");
    expect(control?.checks).toEqual([
      { name: "square of seed 1", value: 1, threshold: 4, outcome: "FAIL" },
    ]);
    expect(evidence.environment).toEqual({ engine: "none", device: "CPU", precision: "exact" });
  });

  it("answers the whole list although one claim measured NaN", async () => {
    const { verdict, evidence } = await verdictOf("n1-not-a-number");
    expect(verdict).toBe("INCONCLUSIVE");
    expect(evidence.checks[0]).toMatchObject({ value: null, outcome: "UNDECIDED" });
  });

  it("takes at most one statement for each level, however many rows there are", async () => {
    const statements = await api.statements(() => api.data(NEWCOMER));
    expect(statements).toHaveLength(4);
  });

  it("says what it cost, within the limit", async () => {
    const { cost } = await api.ask(NEWCOMER);
    expect(cost?.requested).toBeGreaterThan(20);
    expect(cost?.requested).toBeLessThanOrEqual(cost?.limit ?? 0);
  });
});

describe("a claim", () => {
  it("says what is claimed and how it is checked", async () => {
    const { claim } = await api.data<{ claim: unknown }>(`{ claim(slug: "q1-square") {
      kind evidenceKind title statement formula locator sourceVersion limits deviations
      paper { slug } provenance { of provenance } hypotheses { name statement }
      reportedFigures { name value locator } controls { name because mustFail }
      protocol(budget: SMOKE) { budget seeds runCount arms { name measure } digest } claimDigest
    } }`);
    expect(claim).toMatchObject({
      kind: "ARITHMETIC",
      evidenceKind: "EXACT",
      formula: "x^2 \\ge 4",
      locator: "Section 1",
      sourceVersion: "v1",
      paper: { slug: "author2024-squares" },
      provenance: [{ of: "statement", provenance: "DERIVED" }],
      controls: [
        { name: "base-one", because: "one is not beyond one", mustFail: "square of seed 1" },
      ],
      protocol: {
        budget: "SMOKE",
        seeds: [1, 2],
        runCount: 4,
        arms: [{ name: "two", measure: "square" }],
      },
    });
  });

  it("has no verdict at a budget that nobody asked for", async () => {
    const { claim } = await api.data<{ claim: unknown }>(
      `{ claim(slug: "q1-square") { currentVerdict(budget: STANDARD) { verdict } } }`,
    );
    expect(claim).toEqual({ currentVerdict: null });
  });

  it("stands as its largest evidence says, with the newest of each budget beside it", async () => {
    const QUESTION = `{ claim(slug: "q2-square") {
      currentVerdict { budget verdict evidence { budget } } currentVerdicts { budget verdict } } }`;
    const stands = async () => (await api.data<{ claim: unknown }>(QUESTION)).claim;
    const verify = async (budget: "smoke" | "quick") => {
      const asked = { budget, caller: "owner", force: true } as const;
      await api.services.verification.request("q2-square", asked);
      await api.work();
    };
    const [smoke, quick] = ["SMOKE", "QUICK"].map((budget) => ({ budget, verdict: "SUPPORTED" }));
    await verify("smoke");
    expect(await stands()).toEqual({
      currentVerdict: { ...quick, evidence: { budget: "QUICK" } },
      currentVerdicts: [smoke, quick],
    });
    await verify("quick");
    expect(await stands()).toMatchObject({
      currentVerdict: quick,
      currentVerdicts: [quick, smoke],
    });
  });
});

describe("claims by filter", () => {
  const slugs = async (filter: string) => {
    const { claims } = await api.data<{ claims: Edges<{ slug: string }> }>(
      `{ claims(first: 10, filter: ${filter}) { edges { node { slug } } } }`,
    );
    return claims.edges.map(({ node }) => node.slug);
  };

  it("takes a paper's slug", async () => {
    expect(await slugs(`{ paper: "author2024-ratios" }`)).toEqual(["n1-not-a-number"]);
    expect(await slugs(`{ paper: "nobody" }`)).toEqual([]);
  });

  it("takes a verdict at a budget", async () => {
    expect(await slugs(`{ verdict: INCONCLUSIVE }`)).toEqual(["n1-not-a-number"]);
    expect(await slugs(`{ verdict: SUPPORTED, budget: PAPER }`)).toEqual([]);
    expect(await slugs(`{ verdict: SUPPORTED, budget: QUICK }`)).toHaveLength(3);
  });

  it("takes text literally, in any case", async () => {
    expect(await slugs(`{ text: "ZERO BY" }`)).toEqual(["n1-not-a-number"]);
    expect(await slugs(`{ text: "100%" }`)).toHaveLength(3);
    expect(await slugs(`{ text: "1_0" }`)).toEqual([]);
    expect(await slugs(`{ text: "'; DROP TABLE claim; --" }`)).toEqual([]);
  });

  it("takes a kind", async () => {
    expect(await slugs(`{ kind: ARITHMETIC }`)).toHaveLength(4);
    expect(await slugs(`{ kind: THEOREM }`)).toEqual([]);
  });
});

describe("evidence", () => {
  it("is found by digest and by id, with everything it rests on", async () => {
    const { evidence: known } = await verdictOf("q1-square");
    const { evidence } = await api.data<{ evidence: Record<string, unknown> }>(
      `query ($digest: String!) { evidence(digest: $digest) {
        id digest claimDigest protocolDigest resultDigest kind verdict uncappedVerdict budget
        record sequence claim { slug } certificates { name digest content }
        figures { name title spec svg undrawn } release { version commit }
        experiment { status progress { done total } evidence { digest } }
      } }`,
      { digest: known.digest },
    );
    expect(evidence).toMatchObject({
      digest: known.digest,
      kind: "EXACT",
      verdict: "SUPPORTED",
      uncappedVerdict: "SUPPORTED",
      budget: "QUICK",
      certificates: [
        { name: "factors", content: '{"base":1}' },
        { name: "factors", content: '{"base":2}' },
      ],
      figures: [
        {
          ...{ name: "squares", title: "Squares by seed", undrawn: null },
          svg: expect.stringMatching(/^<svg [^]*<\/svg>$/) as string,
        },
      ],
      experiment: { status: "SUCCEEDED", progress: { done: 4, total: 4 } },
    });
    const record = JSON.parse(String(evidence["record"])) as { digest: string; runs: unknown[] };
    expect(record.digest).toBe(known.digest);
    expect(record.runs).toHaveLength(4);
    const byId = await api.data<{ evidence: unknown }>(
      `query ($id: ID!) { evidence(id: $id) { digest } }`,
      { id: evidence["id"] },
    );
    expect(byId.evidence).toEqual({ digest: known.digest });
  });

  it("shows a measured NaN as null with its state", async () => {
    const { evidences } = await api.data<{
      evidences: Edges<{ experiment: { runs: Edges<{ measurements: unknown[] }> } }>;
    }>(`{ evidences(first: 5, verdict: INCONCLUSIVE) { edges { node { experiment {
      runs(first: 5) { edges { node { arm measurements { name value exact state } } } } } } } } }`);
    const [edge] = evidences.edges;
    expect(edge?.node.experiment.runs.edges[0]?.node).toEqual({
      arm: "zero",
      measurements: [{ name: "ratio", value: null, exact: null, state: "NAN" }],
    });
  });
});

describe("what is running", () => {
  it("names versions, queue and release", async () => {
    const { systemInfo } = await api.data<{ systemInfo: Record<string, unknown> }>(`{ systemInfo {
      version nodeVersion databaseVersion engine
      queue { waiting active } release { version sourceDigest } } }`);
    expect(systemInfo).toMatchObject({
      nodeVersion: process.versions.node,
      engine: "auto",
      queue: { waiting: 0, active: 0 },
    });
    expect(systemInfo["databaseVersion"]).toMatch(/^1\d\.\d/);
  });

  it("lists its releases", async () => {
    const { releases } = await api.data<{ releases: Edges<{ id: string }> }>(
      `{ releases(last: 1) { totalCount edges { node { id version } } } }`,
    );
    const id = releases.edges[0]?.node.id ?? "";
    const found = await api.data(`query ($id: ID!) { release(id: $id) { id } }`, { id });
    expect(found).toEqual({ release: { id } });
  });
});

describe("health", () => {
  it("is live and ready", async () => {
    for (const path of ["live", "ready"]) {
      const response = await fetch(`${api.url}/health/${path}`);
      expect([response.status, await response.json()]).toEqual([200, { status: path }]);
    }
  });
});
