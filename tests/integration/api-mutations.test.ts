import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startApi, type Answer, type TestApi } from "../support/api.ts";
import { toyPapers } from "../support/toy-papers.ts";

interface Experiment {
  readonly id: string;
  readonly status: string;
}
interface UserError {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
}
interface Verified {
  readonly verifyClaim: { readonly experiment: Experiment | null; readonly errors: UserError[] };
}
interface Cancelled {
  readonly cancelExperiment: {
    readonly experiment: Experiment | null;
    readonly errors: UserError[];
  };
}

const VERIFY = `mutation ($input: VerifyClaimInput!) { verifyClaim(input: $input) {
  experiment { id status budget progress { done total } claim { slug } }
  errors { code message path } } }`;
const VERIFY_PAPER = `mutation ($input: VerifyPaperInput!) { verifyPaper(input: $input) {
  experiments { id status claim { slug } } errors { code message path } } }`;
const CANCEL = `mutation ($input: CancelExperimentInput!) { cancelExperiment(input: $input) {
  experiment { id status message } errors { code message path } } }`;

/** The page is plain JavaScript, without types. */
const EXAMPLES: string = "../../src/server/page/examples.js";

let api: TestApi;

beforeEach(async () => {
  api = await startApi({ papers: toyPapers });
});
afterEach(() => api.close());

const verify = async (input: Record<string, unknown>) =>
  (await api.data<Verified>(VERIFY, { input })).verifyClaim;
const cancel = async (id: string) =>
  (await api.data<Cancelled>(CANCEL, { input: { id } })).cancelExperiment;

describe("verifyClaim", () => {
  it("answers at once with an experiment that can be polled to its evidence", async () => {
    const { experiment, errors } = await verify({ claim: "q1-square" });
    expect(errors).toEqual([]);
    expect(experiment).toMatchObject({
      status: "QUEUED",
      budget: "QUICK",
      progress: { done: 0, total: 4 },
      claim: { slug: "q1-square" },
    });
    await api.work();
    const polled = await api.data(
      `query ($id: ID!) { experiment(id: $id) { status evidence { verdict } runs(first: 10) {
        totalCount edges { node { control arm seed status attempt certificate { name } } } } } }`,
      { id: experiment?.id },
    );
    expect(polled).toMatchObject({
      experiment: {
        status: "SUCCEEDED",
        evidence: { verdict: "SUPPORTED" },
        runs: { totalCount: 4 },
      },
    });
  });

  it("answers with the experiment that exists, unless it is forced", async () => {
    const first = await verify({ claim: "q1-square" });
    const again = await verify({ claim: "q1-square" });
    const forced = await verify({ claim: "q1-square", force: true });
    expect(again.experiment?.id).toBe(first.experiment?.id);
    expect(forced.experiment?.id).not.toBe(first.experiment?.id);
  });

  it("answers the same to the same key, and refuses it another input", async () => {
    const input = { claim: "q1-square", force: true, idempotencyKey: "once" };
    const [first, again] = [await verify(input), await verify(input)];
    expect(again.experiment?.id).toBe(first.experiment?.id);
    const other = await verify({ ...input, claim: "q2-square" });
    expect(other.experiment).toBeNull();
    expect(other.errors).toMatchObject([
      { code: "IDEMPOTENCY_CONFLICT", path: ["input", "idempotencyKey"] },
    ]);
  });

  it("gives one experiment to many posts with one key", async () => {
    const input = { claim: "q1-square", force: true, idempotencyKey: "often" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify(input)));
    expect(new Set(answers.map(({ experiment }) => experiment?.id)).size).toBe(1);
  });

  it("of an unknown claim is NOT_FOUND in the payload", async () => {
    const { experiment, errors } = await verify({ claim: "q9-nobody" });
    expect(experiment).toBeNull();
    expect(errors).toMatchObject([{ code: "NOT_FOUND", path: ["input", "claim"] }]);
  });

  it.each([
    ["a budget that does not exist", { claim: "q1-square", budget: "HUGE" }, ["input", "budget"]],
    ["a field that does not exist", { claim: "q1-square", budgett: "QUICK" }, ["input"]],
    ["a claim that is too long", { claim: "q".repeat(101) }, ["input", "claim"]],
    ["no claim", {}, ["input"]],
    ["a claim that is a number", { claim: 7 }, ["input", "claim"]],
  ])("refuses %s", async (_what, input, path) => {
    const { status, errors, text } = await api.ask(VERIFY, { variables: { input } });
    expect(errors[0]?.extensions["code"]).toBe("BAD_INPUT");
    expect([200, 400]).toContain(status);
    expect(text).not.toContain("Did you mean");
    if (path.length > 1) expect(errors[0]?.extensions["path"]).toEqual(path);
  });

  it.each([
    ["empty", ""],
    ["too long", "k".repeat(201)],
  ])("answers a key that is %s in the payload", async (_what, idempotencyKey) => {
    const { experiment, errors } = await verify({ claim: "q1-square", idempotencyKey });
    expect(experiment).toBeNull();
    expect(errors).toMatchObject([{ code: "BAD_INPUT", path: ["input", "idempotencyKey"] }]);
    expect(errors[0]?.message).toContain("1 to 200");
  });

  it("takes a key of the greatest length", async () => {
    const { errors } = await verify({ claim: "q1-square", idempotencyKey: "k".repeat(200) });
    expect(errors).toEqual([]);
  });

  it("names an unknown field", async () => {
    const input = { claim: "q1-square", budgett: "QUICK" };
    const { errors } = await api.ask(VERIFY, { variables: { input } });
    expect(errors[0]?.message).toContain("budgett");
  });
});

describe("verifyPaper", () => {
  const verifyPaper = async (input: Record<string, unknown>) => {
    const data = await api.data<{
      verifyPaper: { experiments: (Experiment & { claim: unknown })[]; errors: UserError[] };
    }>(VERIFY_PAPER, { input });
    return data.verifyPaper;
  };

  it("asks for every claim of the paper, in its order", async () => {
    const { experiments, errors } = await verifyPaper({
      paper: "author2024-squares",
      budget: "SMOKE",
    });
    expect(errors).toEqual([]);
    expect(experiments.map(({ claim }) => claim)).toEqual([
      { slug: "q1-square" },
      { slug: "q2-square" },
      { slug: "q3-square" },
    ]);
  });

  it.each(["nobody", "author2024-silence"])("of %s is NOT_FOUND in the payload", async (paper) => {
    const { experiments, errors } = await verifyPaper({ paper });
    expect(experiments).toEqual([]);
    expect(errors).toMatchObject([{ code: "NOT_FOUND", path: ["input", "paper"] }]);
  });
});

describe("cancelExperiment", () => {
  it("ends what waits; a second time is the same answer", async () => {
    const { experiment } = await verify({ claim: "q1-square" });
    const id = experiment?.id ?? "";
    const answers = [await cancel(id), await cancel(id)];
    for (const { experiment: ended, errors } of answers) {
      expect(ended).toMatchObject({ id, status: "CANCELLED" });
      expect(errors).toEqual([]);
    }
  });

  it("of what has finished is ALREADY_FINISHED", async () => {
    const { experiment } = await verify({ claim: "q1-square" });
    await api.work();
    const { errors } = await cancel(experiment?.id ?? "");
    expect(errors).toMatchObject([{ code: "ALREADY_FINISHED", path: ["input", "id"] }]);
  });

  it("of an unknown or malformed id is an error in the payload", async () => {
    const absent = Buffer.from("Experiment:00000000-0000-4000-8000-000000000000").toString(
      "base64url",
    );
    expect((await cancel(absent)).errors).toMatchObject([{ code: "NOT_FOUND" }]);
    expect((await cancel("x")).errors).toMatchObject([
      { code: "BAD_INPUT", path: ["input", "id"] },
    ]);
  });
});

describe("the examples of the page", () => {
  it("all run without an error", async () => {
    const { examples } = (await import(EXAMPLES)) as {
      examples: readonly { title: string; query: string }[];
    };
    const answers: Answer<unknown>[] = [];
    for (const { query } of examples) answers.push(await api.ask(query));
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  });
});
