import { afterAll, beforeAll, expect, it } from "vitest";
import { sha256 } from "../../src/domain/canonical.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { diverging, papers, steady } from "../support/scratch-papers.ts";

const CURVE = '[{"name":"loss","unit":null,"x":[0,1,2],"y":[9,2,null]}]';

let api: TestApi;

beforeAll(async () => {
  const [paper] = papers;
  if (paper === undefined) throw new Error("there is no paper");
  api = await startApi({ papers: [{ ...paper, claims: [diverging, steady] }] });
  await api.services.verification.requestPaper(paper.slug, { budget: "smoke", caller: "owner" });
  await api.work();
});

afterAll(() => api.close());

interface Node {
  readonly verdict: string;
  readonly reasonCode: string;
  readonly experiment: { runs: { edges: { node: { status: string } }[] } };
}

it("a run that diverged blanks no list: status, message, checks and curves are answered", async () => {
  const { evidences } = await api.data<{ evidences: { edges: { node: Node }[] } }>(`{
    evidences(first: 2) { edges { node { verdict reasonCode checks { name value outcome }
      experiment { runs(first: 6) { edges { node { seed status message
        measurements { value state } series { name digest } } } } } } } } }`);
  const found = evidences.edges.map(({ node }) => node);
  expect(found.map(({ verdict }) => verdict)).toEqual(["SUPPORTED", "INCONCLUSIVE"]);
  expect(found[1]).toMatchObject({
    reasonCode: "RUN_DIVERGED",
    checks: [{ outcome: "PASS" }, { value: null, outcome: "UNDECIDED" }, { outcome: "PASS" }],
  });
  const runs = found[1]?.experiment.runs.edges.map(({ node }) => node) ?? [];
  expect(runs.map(({ status }) => status)).toEqual([
    ...["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"],
    ...["SUCCEEDED", "DIVERGED", "SUCCEEDED"],
  ]);
  expect(runs[4]).toEqual({
    ...{ seed: 2, status: "DIVERGED", message: "diverged at step 2: the loss is NaN" },
    measurements: [{ value: null, state: "NAN" }],
    series: { name: "series", digest: sha256(CURVE) },
  });
  expect(runs[3]).toMatchObject({ series: null });
});
