import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { EXACT_ENVIRONMENT } from "../../src/domain/environment.ts";
import { papers } from "../../src/papers/index.ts";
import { assembleEvidence } from "../../src/verification/assemble-evidence.ts";
import { findProject } from "../../src/config/root.ts";
import { loadRelease } from "../../src/verification/release.ts";
import { runPlan } from "../support/run-plan.ts";
import { runCommandLine, startCommandLine } from "../support/command-line.ts";
import { runCommandHere } from "../support/command-line-here.ts";
import { canRun } from "../support/can-run.ts";

const PAPER = "sharir2018-overlaps";

const errorsSchema = z.object({
  errors: z.tuple([z.object({ code: z.string(), message: z.string(), path: z.null() })]),
});
const outcomesSchema = z.array(
  z.object({
    claim: z.string(),
    verdict: z.string(),
    reason: z.string(),
    evidence: z.object({
      id: z.null(),
      digest: z.string(),
      budget: z.string(),
      seeds: z.array(z.number()),
      controls: z.array(z.object({ name: z.string(), outcome: z.string() })),
      environment: z.object({ engine: z.string(), precision: z.string() }),
    }),
  }),
);

function json<T>(schema: z.ZodType<T>, text: string): T {
  return schema.parse(JSON.parse(text));
}

describe("corollary verify", () => {
  it("prints one JSON document: a list of claims with verdict and evidence", async () => {
    const { code, out } = await runCommandLine(["verify", PAPER, "--budget", "smoke", "--json"]);
    expect(code).toBe(0);
    const outcomes = json(outcomesSchema, out);
    expect(outcomes.map(({ claim, verdict }) => [claim, verdict])).toEqual([
      ["s1-nonoverlap-upper", "SUPPORTED"],
      ["s2-overlap-lower", "SUPPORTED"],
    ]);
    for (const { evidence } of outcomes) {
      expect(evidence.budget).toBe("SMOKE");
      expect(evidence.environment).toMatchObject({ engine: "none", precision: "exact" });
      expect(new Set(evidence.controls.map(({ outcome }) => outcome))).toEqual(new Set(["KEPT"]));
    }
  });

  it("has the digest that the same computation has in this test", async () => {
    const paper = papers.find(({ slug }) => slug === PAPER);
    const claim = paper?.claims[0];
    if (paper === undefined || claim === undefined) throw new Error("the paper is gone");
    const release = loadRelease(findProject(import.meta.url).root);
    const here = {
      paper: paper.slug,
      claim,
      budget: "smoke",
      environment: EXACT_ENVIRONMENT,
    } as const;
    const expected = assembleEvidence({ ...here, release }, await runPlan(claim.plan("smoke")));
    const { out } = await runCommandLine(["verify", claim.slug, "--budget", "smoke", "--json"]);
    expect(json(outcomesSchema, out)[0]?.evidence.digest).toBe(expected.digest);
  });

  it("prints plain lines without a terminal, and ends with controls, seeds and digests", async () => {
    const { code, out, err } = await runCommandLine([
      "verify",
      "s2-overlap-lower",
      "--budget",
      "smoke",
    ]);
    expect(code).toBe(0);
    expect(err).toMatch(/s2-overlap-lower: running/);
    expect(out).toMatch(/s2-overlap-lower: SUPPORTED/);
    expect(out).toMatch(
      /control +C1 reach failed, as it must: .*16, required at least 256 \(rank\)/,
    );
    expect(out).toMatch(/seeds +0/);
    expect(out).toMatch(/evidence +[0-9a-f]{64}/);
    expect(out + err).not.toContain("\u001b");
  });

  it("answers --expect by its exit code", async () => {
    const smoke = ["verify", "s1-nonoverlap-upper", "--budget", "SMOKE"];
    expect((await runCommandLine([...smoke, "--expect", "SUPPORTED"])).code).toBe(0);
    expect((await runCommandLine([...smoke, "--expect", "REFUTED"])).code).toBe(1);
  });

  it("stops at once on SIGINT, with 130, and its computing process with it", async () => {
    const { child, finished } = startCommandLine(["verify", PAPER, "--budget", "standard"]);
    const started = new Promise((resolve) => child.stderr?.once("data", resolve));
    await started;
    child.kill("SIGINT");
    // The pipes close only when the last process that holds them is gone.
    const { code, err } = await finished;
    expect(code).toBe(130);
    expect(err).toContain("INTERRUPTED");
  });

  it("says before it begins that the reference engine takes hours", async () => {
    const args = ["verify", "k1-gap", "--budget", "smoke", "--engine", "reference"];
    const { child, finished } = startCommandLine(args, {
      env: { COROLLARY_HOME: "/dev/null/none" },
    });
    await new Promise((resolve) => child.stderr?.once("data", resolve));
    child.kill("SIGINT");
    const { code, err } = await finished;
    expect(code).toBe(130);
    expect(err).toContain("hours for a claim");
  });

  it("loads neither API nor database", async () => {
    const listed =
      "--import=data:text/javascript," +
      encodeURIComponent(`
      import { registerHooks } from "node:module";
      registerHooks({ load(url, context, next) { process.stderr.write("LOADED " + url + "\\n"); return next(url, context); } });
    `);
    const { err } = await runCommandLine(["verify", "s1-nonoverlap-upper", "--budget", "smoke"], {
      flags: [listed],
    });
    expect(err).toMatch(/LOADED .*commander/);
    expect(err).not.toMatch(/LOADED .*(typeorm|pg-boss|@apollo|type-graphql|\/graphql\/)/);
  });
});

describe("wrong input on the command line", () => {
  it.each([
    [["verify", "s2-overlap-lowr"], "NOT_FOUND", "did you mean s2-overlap-lower"],
    [["verify", "allenzhu2023-ensemble"], "NOT_FOUND", "no executable claims yet"],
    [["verify", "all", "--budget", "huge"], "BAD_INPUT", "smoke, quick, standard, paper"],
    [["verify", "all", "--expect", "MAYBE"], "BAD_INPUT", "SUPPORTED"],
    [["verify", "all", "--engine", "cuda"], "BAD_INPUT", "auto, onnx-cpu, reference"],
    [["verify"], "BAD_INPUT", "missing required argument"],
    [["verify"], "BAD_INPUT", "see: npx corollary verify --help\n"],
    [["frobnicate"], "BAD_INPUT", "see: npx corollary --help\n"],
    [["verify", "all", "--bugdet", "smoke"], "BAD_INPUT", "--budget"],
    [["frobnicate"], "BAD_INPUT", "unknown command"],
    [["claims", "nothing-like-this"], "NOT_FOUND", "corollary claims"],
    [["reset"], "BAD_INPUT", "--yes"],
  ])("%j ends with 2 and says %s", async (args, code, words) => {
    const result = await runCommandHere(args);
    expect(result).toMatchObject({ code: 2, out: "" });
    expect(result.err).toContain(`corollary: ${code} `);
    expect(result.err).toContain(words);
    expect(result.err).not.toMatch(/\n\s+at /);
  });

  it("is one JSON document where JSON was asked for", async () => {
    const { code, out, err } = await runCommandLine(["verify", "nothing", "--json"]);
    expect(code).toBe(2);
    expect(err).toBe("");
    expect(json(errorsSchema, out).errors[0].code).toBe("NOT_FOUND");
  });

  it("names every wrong variable at once", async () => {
    const env = { PORT: "http", COROLLARY_VERIFY: "all", COROLLARY_ENGINE: "cuda" };
    const { code, err } = await runCommandLine(["status"], { env });
    expect(code).toBe(2);
    expect(err).toContain("PORT");
    expect(err).toContain("COROLLARY_VERIFY");
    expect(err).toContain(
      'COROLLARY_ENGINE: "cuda" is not auto, onnx-cpu, reference, tensorflow-cpu or tensorflow-gpu',
    );
  });
});

describe("an answer that cannot be written", () => {
  it.runIf(canRun("an answer to a full disk", existsSync("/dev/full"), "/dev/full"))(
    "ends with 4 and one line, where /dev/full exists",
    async () => {
      const { code, err } = await runCommandLine(["papers", "--json"], { stdout: "/dev/full" });
      expect(code).toBe(4);
      expect(err).toBe("corollary: DISK_FULL the disk is full: the answer could not be written\n");
    },
  );
});

describe("what the catalogue says", () => {
  it("lists six papers with their citations, those without claims too", async () => {
    const { out } = await runCommandHere(["papers", "--json"]);
    const node = z.object({ slug: z.string(), title: z.string(), venue: z.string() });
    const listed = json(
      z.object({ papers: z.object({ edges: z.array(z.object({ node })) }) }),
      out,
    );
    expect(listed.papers.edges.map((edge) => edge.node.slug)).toEqual(
      papers.map(({ slug }) => slug),
    );
    expect((await runCommandLine(["papers"])).out).toContain("no executable claims yet");
  });

  it("shows one claim whole", async () => {
    const { out } = await runCommandHere(["claims", "s2-overlap-lower"]);
    for (const part of ["provenance", "hypotheses", "negative controls", "limits", "deviations"]) {
      expect(out).toContain(part);
    }
  });

  it("prints its version and its help", async () => {
    expect((await runCommandLine(["--version"])).out.trim()).toMatch(/^\d+\.\d+\.\d+$/);
    const help = await runCommandLine([]);
    expect(help).toMatchObject({ code: 0 });
    expect(help.out).toContain("1 the answer is no (--expect, regress);");
    expect(help.out).toContain("Exit codes: 0 done");
  });
});
