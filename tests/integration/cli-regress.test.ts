import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Baseline } from "../../src/domain/baseline.ts";
import { sealEvidence, type EvidenceRecord } from "../../src/domain/evidence-record.ts";
import { formatBaseline, parseBaseline } from "../../src/exports/baseline-file.ts";
import { runCommandLine, type Finished } from "../support/command-line.ts";
import { runCommandHere } from "../support/command-line-here.ts";
import { junitErrors, sarifErrors } from "../support/schemas.ts";

const CLAIM = "s1-nonoverlap-upper";

const folder = mkdtempSync(join(tmpdir(), "corollary-regress-"));
const at = (name: string) => join(folder, name);
const good = at("smoke.jsonl");
let baseline: Baseline;

beforeAll(async () => {
  const { code, err } = await runCommandLine(["baseline", CLAIM, "--out", good]);
  expect([code, err]).toEqual([0, expect.any(String)]);
  baseline = parseBaseline(readFileSync(good, "utf8"), good);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A baseline with its one record changed and sealed anew, as an earlier version would have it. */
function changed(name: string, change: Partial<EvidenceRecord>, of = CLAIM): string {
  const records = baseline.records.map((record) => sealEvidence({ ...record, ...change }));
  writeFileSync(at(name), formatBaseline({ ...baseline, of, records }));
  return at(name);
}

const reportSchema = z.object({
  gate: z.string(),
  items: z.array(z.object({ tier: z.string(), reason: z.string() })),
});

/** Verifies this version, as a user does. */
const regress = (...args: string[]) => runCommandLine(["regress", ...args]);

/** Verifies nothing, or refuses to. */
const regressHere = (...args: string[]) => runCommandHere(["regress", ...args]);

function readTiers({ code, out }: Finished) {
  const { gate, items } = reportSchema.parse(JSON.parse(out));
  return { code, gate, tiers: items.map(({ tier }) => tier) };
}

const tiersOf = async (...args: string[]) => readTiers(await regress(...args, "--json"));
const tiersHere = async (...args: string[]) => readTiers(await regressHere(...args, "--json"));

describe("corollary regress against the file of this version", () => {
  const files = { junit: at("j.xml"), sarif: at("s.sarif"), markdown: at("m.md") };
  let shown: Finished;
  let asJson: Finished;

  beforeAll(async () => {
    const reports = Object.entries(files).flatMap(([name, file]) => [`--${name}`, file]);
    shown = await regress("--against", good, ...reports);
    asJson = await regress("--against", good, "--json");
  });

  it("verifies this version and finds it stable", () => {
    expect(readTiers(asJson)).toEqual({ code: 0, gate: "PASS", tiers: ["STABLE"] });
  });

  it("writes all reports and says on one screen what it found", async () => {
    const { code, out } = shown;
    expect(code).toBe(0);
    expect(out).toContain("stable");
    expect(out).toMatch(/\n\nreports: .*j\.xml, .*s\.sarif, .*m\.md\n$/);
    expect(await junitErrors([readFileSync(files.junit, "utf8")])).toEqual([]);
    expect(readFileSync(files.junit, "utf8")).toContain('failures="0"');
    expect(sarifErrors(JSON.parse(readFileSync(files.sarif, "utf8")))).toEqual([]);
    expect(readFileSync(files.markdown, "utf8")).toContain("stable");
  });

  it("tells in every report what was compared with what", () => {
    const { release } = baseline.records[0] ?? {};
    const made = `${release?.version}, sources ${release?.sourceDigest.slice(0, 8)}`;
    const told = `this version (${made}) against ${good} (made by ${made})`;
    const texts = [shown.out, ...Object.values(files).map((file) => readFileSync(file, "utf8"))];
    const read = texts.map((text) => text.replaceAll(/[\\\u200b]/g, "").replaceAll(/\s+/g, " "));
    for (const text of read) expect(text).toContain(told);
    expect(JSON.parse(asJson.out)).toMatchObject({
      candidate: { name: `this version (${made})`, releases: [release] },
      baseline: { name: good, releases: [release] },
    });
  });

  it("shows while it verifies the verdict that is compared", () => {
    expect(shown.err).toContain(`${CLAIM}: SUPPORTED (`);
  });
});

describe("corollary regress against another file", () => {
  it("calls a claim that was worded otherwise changed, and exits with 1", async () => {
    const file = changed("worded.jsonl", { claimDigest: "0".repeat(64) });
    expect(await tiersOf("--against", file)).toMatchObject({ code: 1, tiers: ["CHANGED"] });
  });

  it("calls a claim that this version does not have gone", async () => {
    const file = changed("gone.jsonl", { claim: "s9-forgotten" }, "s9-forgotten");
    expect(await tiersOf("--against", file)).toMatchObject({ code: 1, tiers: ["GONE"] });
  });

  it("finds a claim of the same paper that the baseline lacks", async () => {
    const file = changed("paper.jsonl", {}, "sharir2018-overlaps");
    const found = await tiersOf("--against", file);
    expect(found).toMatchObject({ code: 0, tiers: ["NEW", "STABLE"] });
  });

  it("compares two files without verifying anything", async () => {
    const file = changed("refuted.jsonl", { uncappedVerdict: "REFUTED", verdict: "REFUTED" });
    const found = await tiersHere("--against", good, "--candidate", file);
    expect(found).toMatchObject({ code: 1, gate: "FAIL", tiers: ["REGRESSED"] });
    const { out } = await regressHere("--against", good, "--candidate", file);
    expect(out).toMatch(/^\s*1 claim at smoke: \S+refuted\.jsonl \(made by/);
    expect(out).not.toContain("corollary verify");
    const back = await tiersHere("--against", file, "--candidate", good);
    // The same numbers under another verdict: its check is another one.
    expect(back).toMatchObject({ code: 1, tiers: ["CHANGED"] });
  });
});

describe("corollary regress is never green on nothing", () => {
  it("without --against: exit 3", async () => {
    const { code, err } = await regress();
    expect(code).toBe(3);
    expect(err).toMatch(/^corollary: NO_BASELINE .*\n.*npx corollary baseline --out/);
  });

  it("against a file that is not there: exit 3, and the reports say so", async () => {
    const sarif = at("nothing.sarif");
    const { code, err } = await regressHere("--against", at("no.jsonl"), "--sarif", sarif);
    expect(code).toBe(3);
    expect(err).toContain(`; make one: npx corollary baseline --out ${at("no.jsonl")}\n`);
    expect(sarifErrors(JSON.parse(readFileSync(sarif, "utf8")))).toEqual([]);
    expect(readFileSync(sarif, "utf8")).toContain("there is no baseline");
  });

  it("against a file that is not there at a budget: told how to make it at that one", async () => {
    const { err } = await regressHere("--against", at("no file"), "--budget", "quick");
    expect(err).toContain(`npx corollary baseline --budget quick --out '${at("no file")}'\n`);
  });

  it("against a baseline without records: exit 3", async () => {
    writeFileSync(at("none.jsonl"), formatBaseline({ ...baseline, records: [] }));
    const { code, err } = await regressHere("--against", at("none.jsonl"));
    expect([code, err]).toEqual([3, expect.stringContaining("holds no evidence")]);
  });

  it("where everything is INVALID, however equal: exit 3", async () => {
    const file = changed("broken.jsonl", { uncappedVerdict: "INVALID", verdict: "INVALID" });
    const again = at("broken-again.jsonl");
    copyFileSync(file, again);
    const found = await tiersHere("--against", file, "--candidate", again);
    expect(found).toMatchObject({ code: 3, gate: "UNDECIDED" });
  });
});

describe("corollary regress refuses with exit 2", () => {
  const whole = () => readFileSync(good, "utf8");
  const line = (index: number) => whole().split("\n")[index] ?? "";

  it.each([
    ["an empty file", () => "", "BAD_INPUT", "empty"],
    ["a foreign file", () => '{"name":"corollary"}\n', "BAD_INPUT", "baseline"],
    ["a file that was cut in a line", () => whole().slice(0, -100), "", ""],
    ["a file that was cut at a line", () => `${line(0)}\n`, "", ""],
    [
      "an edited record",
      () => whole().replace('"verdict":"SUPPORTED"', '"verdict":"REFUTED"'),
      "DIGEST_MISMATCH",
      CLAIM,
    ],
    [
      "a newer version",
      () => whole().replace('"schemaVersion":1', '"schemaVersion":7'),
      "UNSUPPORTED_EVIDENCE_VERSION",
      "7 (this tool reads 1)",
    ],
    ["two records of one claim", () => `${whole()}${line(1)}\n`, "", ""],
  ])("%s", async (_what, text, code, words) => {
    writeFileSync(at("bad.jsonl"), text());
    const found = await regressHere("--against", at("bad.jsonl"));
    expect(found.code).toBe(2);
    expect(found.err).toContain(code);
    expect(found.err).toContain(words);
    expect(found.err).not.toMatch(/\n\s+at /);
  });

  it("another budget than the baseline's", async () => {
    const { code, err } = await regressHere("--against", good, "--budget", "quick");
    expect(code).toBe(2);
    expect(err).toContain("is of budget smoke, and quick was asked for");
  });

  it("a report that cannot be written, before anything is computed", async () => {
    const { code, err, out } = await regressHere("--against", good, "--junit", at("no/such/j.xml"));
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("j.xml");
    expect(err).not.toContain("running");
  });

  it("the same file on both sides, a link to it too", async () => {
    symlinkSync(good, at("link.jsonl"));
    for (const candidate of [good, at("link.jsonl")]) {
      const { code, err } = await regressHere("--against", good, "--candidate", candidate);
      expect([code, err]).toEqual([2, expect.stringContaining("with itself says nothing")]);
    }
  });

  it("a reason for accepting nothing, before anything is computed", async () => {
    const { code, err } = await regressHere("--against", good, "--reason", "why not");
    expect([code, err]).toEqual([2, expect.stringMatching(/BAD_INPUT .*--bless/)]);
    expect(err).not.toContain("running");
  });

  it("an option that it does not have, naming its own help", async () => {
    const { code, err } = await regressHere("--aginst", good);
    expect([code, err]).toEqual([2, expect.stringContaining("see: npx corollary regress --help")]);
  });

  it("two reports in one file", async () => {
    const args = ["--junit", at("both"), "--sarif", at("./both")];
    const { code, err } = await regressHere("--against", good, ...args);
    expect([code, err]).toEqual([2, expect.stringContaining("a report would be written over")]);
  });

  it.each(["--against", "--candidate"])("a report over what it compares (%s)", async (side) => {
    const [before, other] = [readFileSync(good, "utf8"), changed("other.jsonl", {})];
    const rest = side === "--against" ? ["--candidate", other] : ["--against", other];
    const { code, err } = await regressHere(side, good, ...rest, "--junit", good);
    expect([code, err]).toEqual([2, expect.stringContaining("a report would be written over")]);
    expect(readFileSync(good, "utf8")).toBe(before);
  });

  it("a release that is not there, with those that are", async () => {
    const home = at("home");
    const { code, err } = await runCommandLine(["regress", "--against", "9.9.9"], {
      env: { COROLLARY_HOME: home },
    });
    expect(code).toBe(2);
    expect(err).toMatch(/NOT_FOUND no release is named "9.9.9"/);
  });
});

describe("corollary regress --bless", () => {
  const acceptedSchema = z.object({
    accepted: z.object({ claim: z.string(), reason: z.string() }),
  });

  it("writes an accepted change into the baseline with its reason and date", async () => {
    const file = changed("bless.jsonl", { protocolDigest: "1".repeat(64) });
    const args = ["--against", file, "--bless", CLAIM, "--reason", "a larger table"];
    const { code, out } = await regress(...args, "--json");
    expect(code).toBe(0);
    expect(acceptedSchema.parse(JSON.parse(out)).accepted.reason).toBe("a larger table");
    const after = parseBaseline(readFileSync(file, "utf8"), file);
    expect(after.records).toEqual(baseline.records);
    expect(after.accepted).toMatchObject([
      { claim: CLAIM, tier: "CHANGED", reason: "a larger table", to: baseline.records[0]?.digest },
    ]);
    expect(after.accepted[0]?.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(await tiersOf("--against", file)).toMatchObject({ code: 0, tiers: ["STABLE"] });
  });

  it.each([
    ["keeps what was accepted meanwhile", "s2-overlap-lower", 0, ""],
    ["refuses where this claim was accepted meanwhile", CLAIM, 2, "accept it again"],
  ])("%s", async (_what, claim, expected, words) => {
    const file = changed("both.jsonl", { protocolDigest: "2".repeat(64) });
    // The command reads the baseline, then waits for whoever writes into the pipe.
    const pipe = at(`${claim}.pipe`);
    execFileSync("mkfifo", [pipe]);
    const args = ["--against", file, "--candidate", pipe, "--bless", CLAIM, "--reason", "mine"];
    const blessing = regress(...args);
    const candidate = await open(pipe, "w");
    const theirs = { claim, tier: "CHANGED", reason: "theirs", date: "2026-01-01" } as const;
    const meanwhile = parseBaseline(readFileSync(file, "utf8"), file);
    const accepted = [{ ...theirs, from: null, to: null }];
    const records = claim === CLAIM ? baseline.records : meanwhile.records;
    writeFileSync(file, formatBaseline({ ...meanwhile, accepted, records }));
    await candidate.writeFile(readFileSync(good, "utf8"));
    await candidate.close();
    const { code, err } = await blessing;
    expect([code, err]).toEqual([expected, expect.stringContaining(words)]);
    const after = parseBaseline(readFileSync(file, "utf8"), file);
    const reasons = after.accepted.map(({ reason }) => reason);
    expect(reasons).toEqual(expected === 0 ? ["theirs", "mine"] : ["theirs"]);
    expect(after.records).toEqual(baseline.records);
  });

  it("takes a claim that is gone out of the baseline", async () => {
    const file = changed("gone-too.jsonl", { claim: "s9-forgotten" }, "all");
    const args = ["--against", file, "--bless", "s9-forgotten", "--reason", "withdrawn"];
    expect((await regressHere(...args)).code).toBe(0);
    const after = parseBaseline(readFileSync(file, "utf8"), file);
    expect(after.records).toEqual([]);
    expect(after.accepted).toMatchObject([{ tier: "GONE", reason: "withdrawn", to: null }]);
  });

  it("leaves a stable claim as it is", async () => {
    const before = readFileSync(good, "utf8");
    const { code, out } = await regress("--against", good, "--bless", CLAIM, "--reason", "why not");
    expect([code, out]).toEqual([0, expect.stringContaining("nothing to accept")]);
    expect(readFileSync(good, "utf8")).toBe(before);
  });

  it.each([
    ["without a reason", [], /--reason/],
    ["with an empty reason", ["--reason", " "], /--reason/],
    ["for what is no claim", ["--reason", "x"], /no claim or paper is named/, "k9-nothing"],
    ["a report beside it", ["--reason", "x", "--junit", "j.xml"], /--bless writes no reports/],
    ["for a paper", ["--reason", "x"], /accept its claims one by one/, "sharir2018-overlaps"],
  ] as const)("refuses %s", async (_what, args, words, claim: string = CLAIM) => {
    const { code, err } = await regressHere("--against", good, "--bless", claim, ...args);
    expect(code).toBe(2);
    expect(err).toMatch(words);
  });

  it("refuses evidence that is INVALID: a broken instrument is no baseline", async () => {
    const file = changed("invalid.jsonl", { uncappedVerdict: "INVALID", verdict: "INVALID" });
    const args = ["--against", good, "--candidate", file, "--bless", CLAIM, "--reason", "so be it"];
    const { code, err } = await regressHere(...args);
    expect(code).toBe(2);
    expect(err).toContain("a broken instrument is no baseline");
  });
});
