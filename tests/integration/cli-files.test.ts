import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openPlatform } from "../../src/app.ts";
import { loadConfig } from "../../src/config/config.ts";
import { findProject } from "../../src/config/root.ts";
import { sha256 } from "../../src/domain/canonical.ts";
import { parseBaseline } from "../../src/exports/baseline-file.ts";
import { parseEvidence } from "../../src/exports/evidence-file.ts";
import { runCommandLine, startCommandLine, type Finished } from "../support/command-line.ts";
import { runCommandHere } from "../support/command-line-here.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { until } from "../support/patience.ts";

const CLAIM = "s1-nonoverlap-upper";
const OTHER = "s2-overlap-lower";
const PAPER = "sharir2018-overlaps";

const folder = mkdtempSync(join(tmpdir(), "cli-files-"));
const fileOf = (name: string) => join(folder, name);
const textOf = (name: string) => readFileSync(fileOf(name), "utf8");

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function validator(schema: string) {
  const ajv = new Ajv2020({ allowUnionTypes: true });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(`docs/generated/${schema}`, "utf8")) as object);
}

const verifiedCertificates = z.tuple([
  z.object({ evidence: z.object({ certificates: z.array(z.object({ digest: z.string() })) }) }),
]);
const verifiedFigures = z.tuple([
  z.object({
    evidence: z.object({ figures: z.array(z.object({ spec: z.string(), svg: z.string() })) }),
  }),
]);

describe("corollary baseline", () => {
  const home = fileOf("no-home");
  const env = { COROLLARY_HOME: home, DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" };
  const corollary = (...args: string[]) => runCommandLine(args, { env });

  it("verifies a paper at smoke and writes it, without a database", async () => {
    const out = fileOf("paper.jsonl");
    const result = await corollary("baseline", PAPER, "--out", out);
    expect(result).toMatchObject({ code: 0 });
    expect(result.out).toMatch(
      /^wrote .*paper\.jsonl: 2 records, [\d,]+ bytes\nnext: npx corollary /,
    );
    const { of, budget, accepted, records } = parseBaseline(textOf("paper.jsonl"), out);
    expect({ of, budget, accepted }).toEqual({ of: PAPER, budget: "smoke", accepted: [] });
    expect(records.map(({ claim }) => claim)).toEqual([CLAIM, OTHER]);
    expect(existsSync(home)).toBe(false);
  });

  it("writes lines that the committed schema takes", () => {
    const validate = validator("baseline.schema.json");
    const lines = textOf("paper.jsonl").trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      validate(JSON.parse(line));
      expect(validate.errors).toBeNull();
    }
  });

  it("writes the same bytes to standard output, and nothing else there", async () => {
    const { code, out } = await corollary("baseline", PAPER, "--out", "-");
    expect(code).toBe(0);
    expect(out).toBe(textOf("paper.jsonl"));
  });

  it("writes over nothing but a baseline", async () => {
    const file = fileOf("mine.json");
    writeFileSync(file, "{}\n");
    const { code, err } = await corollary("baseline", CLAIM, "--out", file);
    expect(code).toBe(2);
    expect(err).toBe(
      `corollary: CONFLICT ${file} is there and is not a baseline: name another file, or remove it first\n`,
    );
    expect(readFileSync(file, "utf8")).toBe("{}\n");
  });

  it("says what it wrote as one JSON document", async () => {
    const file = fileOf("claim.jsonl");
    const { code, out } = await corollary("baseline", CLAIM, "--out", file, "--json");
    expect(code).toBe(0);
    const bytes = Buffer.byteLength(textOf("claim.jsonl"));
    expect(JSON.parse(out)).toMatchObject({ file, records: 1, bytes });
  });

  it.each([
    ["without a file", [], "BAD_INPUT required option '--out <file>' not specified"],
    ["into a folder that is not there", ["--out", fileOf("none/a")], "its folder does not exist"],
    ["into a folder", ["--out", folder], "it is a folder"],
    ["twice into standard output", ["--out", "-", "--json"], "leave out --json"],
    ["of an unknown claim", ["s2-overlap-lowr", "--out", fileOf("a")], "did you mean s2-overlap"],
    ["of an unknown budget", ["--budget", "huge", "--out", fileOf("a")], "a budget is one of"],
  ])("is wrong input %s, before hours of computing", async (_, args, told) => {
    const { code, out, err } = await runCommandHere(["baseline", "--budget", "paper", ...args], {
      env,
    });
    expect(code).toBe(2);
    expect(out + err).toContain(told);
  });
});

describe("corollary verify --figures --certificates", () => {
  const env = { COROLLARY_HOME: fileOf("no-home") };
  const drawing = `${CLAIM}-rank-against-width`;
  const [figures, certificates] = [fileOf("new/figures"), fileOf("certificates")];
  let verified: Finished;

  beforeAll(async () => {
    const into = ["--figures", figures, "--certificates", certificates];
    verified = await runCommandLine(["verify", CLAIM, "--budget", "smoke", ...into, "--json"], {
      env,
    });
    expect(verified.code).toBe(0);
  });

  it("writes each figure as a drawing and as what it was drawn from", () => {
    const written = join(figures, drawing);
    expect(verified.err).toContain(`wrote ${written}.vl.json and ${written}.svg\n`);
    const [{ evidence }] = verifiedFigures.parse(JSON.parse(verified.out));
    const [figure] = evidence.figures;
    expect(textOf(`new/figures/${drawing}.svg`)).toBe(figure?.svg);
    expect(JSON.parse(textOf(`new/figures/${drawing}.vl.json`))).toEqual(
      JSON.parse(figure?.spec ?? ""),
    );
  });

  it("writes each run's certificate with the bytes that its digest names", () => {
    const [{ evidence }] = verifiedCertificates.parse(JSON.parse(verified.out));
    const named = evidence.certificates.map(({ digest }) => digest);
    const written = readdirSync(certificates).map((name) =>
      sha256(textOf(`certificates/${name}`).trimEnd()),
    );
    expect(named.length).toBeGreaterThan(1);
    expect(written.toSorted()).toEqual(named.toSorted());
    const told = `wrote ${named.length} certificates of ${CLAIM} to ${certificates}`;
    expect(verified.err).toContain(told);
  });

  it("finds out that a folder cannot be written before hours of computing", async () => {
    const args = ["verify", CLAIM, "--budget", "paper", "--figures", "/dev/null/figures"];
    const { code, err } = await runCommandHere(args, { env });
    expect(code).toBe(2);
    expect(err).toContain("/dev/null/figures cannot be written: a part of its path is a file");
  });
});

describe("corollary export", () => {
  let database: TestDatabase;
  let env: Record<string, string>;
  const corollary = (...args: string[]) => runCommandHere(["export", ...args], { env });

  beforeAll(async () => {
    database = await createTestDatabase();
    env = { DATABASE_URL: database.url, COROLLARY_HOME: fileOf("home"), PORT: "0" };
  });

  afterAll(() => database.drop());

  /** Asks for one claim and lets a worker verify it. */
  async function verify(): Promise<void> {
    const { root } = findProject(import.meta.url);
    const platform = await openPlatform(loadConfig(env, root), { log: () => undefined });
    await platform.services.verification.request(CLAIM, { budget: "smoke", caller: "owner" });
    await platform.close();
    const worker = startCommandLine(["worker"], { env });
    const looked = until(async () => {
      expect(await database.query("SELECT 1 FROM evidence")).toHaveLength(1);
    });
    await looked.finally(() => worker.child.kill("SIGTERM"));
    await worker.finished;
  }

  it("says what to do where nothing has been verified", async () => {
    for (const word of ["all", PAPER, CLAIM]) {
      const { code, err } = await corollary(word, "--budget", "smoke", "--out", fileOf("none"));
      expect(code).toBe(2);
      expect(err).toMatch(/NOT_FOUND .* been verified at smoke in this database; start the server/);
    }
    expect(existsSync(fileOf("none"))).toBe(false);
  });

  it("writes the record of a claim, the one that the terminal computes", async () => {
    await verify();
    const file = fileOf("one.json");
    const args = ["export", CLAIM, "--budget", "smoke", "--out", file];
    const { code, out } = await runCommandLine(args, { env });
    expect(code).toBe(0);
    expect(out).toMatch(/^wrote .*one\.json: 1 record, [\d,]+ bytes\n$/);
    const [expected] = parseBaseline(textOf("claim.jsonl"), "claim.jsonl").records;
    expect(parseEvidence(textOf("one.json"), file)).toEqual(expected);
    const validate = validator("evidence.schema.json");
    expect(validate(JSON.parse(textOf("one.json")))).toBe(true);
  });

  it("writes the same bytes for a digest and for an id", async () => {
    const [row] = await database.query<{ digest: string }>("SELECT digest FROM evidence");
    const shown = await runCommandHere(["evidence", row?.digest ?? "", "--json"], { env });
    const { id } = JSON.parse(shown.out) as { id: string };
    for (const word of [row?.digest ?? "", id]) {
      expect((await corollary(word, "--out", "-")).out).toBe(textOf("one.json"));
    }
  });

  it("leaves figures to the evidence itself, which has those that the terminal draws", async () => {
    const args = ["evidence", CLAIM, "--budget", "smoke", "--figures", fileOf("stored")];
    expect(await runCommandHere(args, { env })).toMatchObject({ code: 0 });
    const name = `${CLAIM}-rank-against-width`;
    for (const file of [`${name}.svg`, `${name}.vl.json`]) {
      expect(textOf(`stored/${file}`)).toBe(textOf(`new/figures/${file}`));
    }
  });

  it("writes what there is of a paper or of all as a baseline, and names the rest", async () => {
    for (const word of ["all", PAPER]) {
      const file = fileOf(`${word}.jsonl`);
      const result = await corollary(word, "--budget", "smoke", "--out", file);
      expect(result.code).toBe(0);
      expect(result.err).toContain(`left out: ${OTHER} has not been verified at smoke in this`);
      expect(result.out).toContain(`next: npx corollary regress --against ${file}`);
      const { of, records } = parseBaseline(readFileSync(file, "utf8"), file);
      expect(of).toBe(word);
      expect(records.map(({ claim }) => claim)).toEqual([CLAIM]);
    }
  });

  it("refuses a record that somebody edited in the database", async () => {
    await database.query("ALTER TABLE evidence DISABLE TRIGGER USER");
    await database.query(
      `UPDATE evidence SET record = replace(record, '"verdict":"SUPPORTED"', '"verdict":"REFUTED"')`,
    );
    const { code, err } = await corollary("all", "--budget", "smoke", "--out", fileOf("edited"));
    expect(code).toBe(2);
    expect(err).toContain("DIGEST_MISMATCH the evidence of s1-nonoverlap-upper was edited");
    expect(existsSync(fileOf("edited"))).toBe(false);
  });

  it("finds out that a file cannot be written before it looks for evidence", async () => {
    const { code, err } = await corollary("nothing", "--out", fileOf("none/a"));
    expect(code).toBe(2);
    expect(err).toContain("its folder does not exist");
  });
});
