import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import {
  baselineDigest,
  baselineHeaderSchema,
  type Baseline,
} from "../../../src/domain/baseline.ts";
import { canonicalJson } from "../../../src/domain/canonical.ts";
import { PlatformError } from "../../../src/domain/errors.ts";
import { sealEvidence, type EvidenceRecord } from "../../../src/domain/evidence-record.ts";
import { formatBaseline, parseBaseline } from "../../../src/exports/baseline-file.ts";
import { formatEvidence } from "../../../src/exports/evidence-file.ts";
import { LARGEST_FILE } from "../../../src/exports/evidence-lines.ts";
import { sampleEvidence } from "../../support/sample-evidence.ts";

let baseline: Baseline;
let text: string;

const accepted = {
  ...({
    claim: "thin-rods",
    tier: "CHANGED",
    reason: "a finer gauge",
    date: "2026-11-26",
  } as const),
  ...{ from: "1".repeat(64), to: null },
};

beforeAll(async () => {
  const records = await Promise.all([
    sampleEvidence("rods2020-lengths", "long-rods"),
    sampleEvidence("rods2020-lengths", "thin-rods"),
    sampleEvidence("tubes2021-widths", "bent-tubes"),
  ]);
  baseline = { of: "all", budget: "smoke", accepted: [accepted], records };
  text = formatBaseline(baseline);
});

/** What is said about a text; fails where nothing is. */
function refusalOf(wrong: string): PlatformError {
  try {
    parseBaseline(wrong, "smoke.jsonl");
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
  throw new Error("it was read");
}

const linesOf = (whole: string) => whole.split("\n").slice(0, -1);
const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");

/** The baseline with its n-th line (counted from 1) in another form. */
function withLine(line: number, change: (line: string) => string): string {
  return textOf(linesOf(text).map((one, index) => (index === line - 1 ? change(one) : one)));
}

/** A file of these lines whose header is right about them. */
function headed(lines: readonly string[], change: { budget?: "quick" } = {}): string {
  const { digest: _, ...rest } = baselineHeaderSchema.parse(JSON.parse(linesOf(text)[0] ?? ""));
  const header = { ...rest, ...change, records: lines.length };
  return textOf([canonicalJson({ ...header, digest: baselineDigest(header, lines) }), ...lines]);
}

function recordLine(index: number, change: Partial<EvidenceRecord> = {}): string {
  const record = baseline.records[index];
  if (record === undefined) throw new Error(`no record ${index}`);
  return canonicalJson(sealEvidence({ ...record, ...change }));
}

/** All orders of a list. */
function ordersOf<T>(list: readonly T[]): T[][] {
  if (list.length === 0) return [[]];
  return list.flatMap((one, index) =>
    ordersOf(list.toSpliced(index, 1)).map((others) => [one, ...others]),
  );
}

describe("a baseline as a file", () => {
  it("is read as it was written", () => {
    const { lineOf, ...read } = parseBaseline(text, "smoke.jsonl");
    expect(read).toEqual(baseline);
    expect(["long-rods", "thin-rods", "bent-tubes", "gone"].map(lineOf)).toEqual([2, 3, 4, null]);
  });

  it("has the same bytes in whatever order its records are given", () => {
    const written = ordersOf(baseline.records).map((records) =>
      formatBaseline({ ...baseline, records }),
    );
    expect(new Set(written)).toEqual(new Set([text]));
    expect(written).toHaveLength(6);
  });

  it("is a header and one canonical record a line", () => {
    const lines = linesOf(text);
    expect(lines.map((line) => canonicalJson(JSON.parse(line)))).toEqual(lines);
    expect(lines).toHaveLength(4);
    expect(text).not.toContain("\r");
  });

  it("may hold no record", () => {
    const empty = formatBaseline({ ...baseline, accepted: [], records: [] });
    expect(parseBaseline(empty, "smoke.jsonl").records).toEqual([]);
  });

  it("is read with the ends of lines and the mark that Windows leaves", () => {
    const left = `\uFEFF${text.replaceAll("\n", "\r\n")}`;
    expect(parseBaseline(left, "smoke.jsonl").records).toEqual(baseline.records);
  });

  it("is not written with two records of one claim, or with one of another budget", () => {
    const [first] = baseline.records;
    const twice = { ...baseline, records: [...baseline.records, ...baseline.records.slice(0, 1)] };
    expect(() => formatBaseline(twice)).toThrow(
      "long-rods cannot be in this baseline: it is a second",
    );
    expect(() => formatBaseline({ ...baseline, budget: "quick" })).toThrow(
      `its budget is smoke, and that of the baseline is quick`,
    );
    expect(first).toBeDefined();
  });
});

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const png = () => Buffer.concat([PNG, deflateSync(Buffer.alloc(99))]).toString("utf8");
const utf16 = () => Buffer.from(`\uFEFF${text}`, "utf16le").toString("utf8");

describe("a file that is not a baseline", () => {
  it.each([
    ["package.json", () => readFileSync("package.json", "utf8"), /is not a baseline.*: "\{"/],
    ["package.json on a line", () => '{"name":"corollary"}\n', /is not a baseline/],
    ["a picture", png, /is not a baseline.*PNG/],
    ["a table", () => "claim,verdict\na,SUPPORTED\n", /is not a baseline.*"claim,verdict"/],
    ["a list", () => "[1,2]\n", /is not a baseline/],
    ["null", () => "null\n", /is not a baseline/],
    ["text in UTF-16, as a redirection of PowerShell leaves", utf16, /is not a baseline/],
    [
      "half of its header",
      () => text.slice(0, 60),
      /is not a baseline, or its first line is not whole/,
    ],
    [
      "a file of evidence",
      () => `${recordLine(0)}\n`,
      /begins with a record \(claim "long-rods"\): it is a file of evidence, or a baseline without/,
    ],
  ])("is refused: %s", (_, make, told) => {
    const { code, message } = refusalOf(make());
    expect(code).toBe("BAD_INPUT");
    expect(message).toMatch(told);
    expect(message).toContain("; name another, or write one to a file of its own: npx corollary ");
    expect(message).toContain("corollary baseline --out <file>");
    expect(message).not.toContain("--out smoke.jsonl");
    expect(message.length).toBeLessThan(300);
  });

  it.each(["", "\n"])("is refused when it is empty, and may be written anew: %j", (nothing) => {
    const { code, message } = refusalOf(nothing);
    expect(code).toBe("BAD_INPUT");
    expect(message).toMatch(
      /^smoke\.jsonl is empty; take the file from version control; .*: npx corollary baseline --out smoke\.jsonl$/,
    );
  });

  it("is refused when it is larger than any", () => {
    const { code, message } = refusalOf("{".padEnd(LARGEST_FILE + 1, " "));
    expect(code).toBe("BAD_INPUT");
    expect(message).toContain("it has 64 MiB, and at most 64 are read");
  });

  it.each(["[", '{"format":'])("is refused when it is nested without end: %s", (nest) => {
    const deep = nest.repeat(500_000);
    expect(refusalOf(`${deep}\n`).code).toBe("BAD_INPUT");
  });
});

describe("a baseline that was changed", () => {
  it.each([
    [
      "within its last line",
      () => text.slice(0, -40),
      4,
      "the file is cut off: this line has no end",
    ],
    [
      "by its last character",
      () => text.slice(0, -1),
      4,
      "the file is cut off: this line has no end",
    ],
    [
      "at the end of a line",
      () => textOf(linesOf(text).slice(0, 3)),
      3,
      "the header counts 3 records, and 2 lines follow it: the file is cut off, or a line was taken out",
    ],
    [
      "by a line in its middle",
      () => textOf(linesOf(text).toSpliced(2, 1)),
      3,
      "the header counts 3 records, and 2 lines follow it",
    ],
    [
      "down to its header",
      () => textOf(linesOf(text).slice(0, 1)),
      1,
      "the header counts 3 records, and 0 lines follow it",
    ],
  ])("is refused when it was cut %s", (_, make, line, told) => {
    const { code, message } = refusalOf(make());
    expect(code).toBe("BAD_INPUT");
    expect(message).toContain(`smoke.jsonl, line ${line}: ${told}`);
    expect(message).toMatch(
      /; take the file from version control; write it anew only if this version is known to be good: npx corollary baseline all --budget smoke --out smoke\.jsonl$/,
    );
  });

  it("names the claim and the line of a number that was edited", () => {
    const { code, message } = refusalOf(
      withLine(3, (line) => line.replace('"value":12', '"value":13')),
    );
    expect(code).toBe("DIGEST_MISMATCH");
    expect(message).toContain(
      "smoke.jsonl, line 3 (claim thin-rods): it was edited: its resultDigest is not that of its",
    );
  });

  it("names the claim and the line of a release that was edited", () => {
    const { code, message } = refusalOf(withLine(2, (line) => line.replace('"0.0.0"', '"0.0.1"')));
    expect(code).toBe("DIGEST_MISMATCH");
    expect(message).toContain("line 2 (claim long-rods): it was edited: its digest is not that of");
  });

  it.each([
    [
      "an edited number whose digests were made anew",
      () => withLine(3, () => recordLine(1, { seeds: [7] })),
    ],
    [
      "words that no digest of the record covers",
      () => withLine(3, () => recordLine(1, { reason: "so" })),
    ],
    [
      "what was verified",
      () => withLine(1, (line) => line.replace('"of":"all"', '"of":"long-rods"')),
    ],
    ["an accepted change", () => withLine(1, (line) => line.replace("a finer gauge", "because"))],
    [
      "the digest itself",
      () => withLine(1, (line) => line.replace(/"digest":"./, '"digest":"x').replace("x", "0")),
    ],
  ])("is refused by the header's digest: %s", (_, make) => {
    const { code, message } = refusalOf(make());
    expect(code).toBe("DIGEST_MISMATCH");
    expect(message).toContain("smoke.jsonl, line 1: its digest is not that of the file");
  });

  it("is refused when its budget was edited", () => {
    const { code, message } = refusalOf(withLine(1, (line) => line.replace("smoke", "quick")));
    expect(code).toBe("BAD_INPUT");
    expect(message).toContain("its budget is smoke, and that of the baseline is quick");
  });

  it.each([
    [
      "keys in another order",
      (line: string) => `{"seeds":[1,2],${line.slice(1).replace('"seeds":[1,2],', "")}`,
    ],
    ["1.0 for 1", (line: string) => line.replace('"schemaVersion":1', '"schemaVersion":1.0')],
    ["a key that stands twice", (line: string) => `{"budget":"paper",${line.slice(1)}`],
    ["spaces", (line: string) => line.replace(":", ": ")],
    [
      "an escape that need not be",
      (line: string) => line.replace("thin-rods", String.raw`thin-\u0072ods`),
    ],
    ["a sign of zero", (line: string) => line.replaceAll('"value":0', '"value":-0')],
  ])("is refused when a line is not canonical: %s", (_, change) => {
    const wrong = withLine(3, change);
    expect(wrong).not.toBe(text);
    const { code, message } = refusalOf(wrong);
    expect(code).toBe("BAD_INPUT");
    expect(message).toMatch(/line 3 \(claim thin-rods\): it is not in canonical form/);
  });

  it("is refused when its header is not canonical", () => {
    const { message } = refusalOf(withLine(1, (line) => line.replace(":", ": ")));
    expect(message).toContain("line 1: it is not in canonical form");
  });

  it("is refused when half a surrogate pair stands in it, which has no canonical form", () => {
    const half = withLine(2, (line) => line.replace('"reason":"', String.raw`"reason":"\ud800`));
    expect(refusalOf(half).message).toContain(
      "line 2 (claim long-rods): it is not in canonical form",
    );
  });

  it.each([
    [
      "an unknown field",
      (line: string) => line.replace("{", '{"extra":1,'),
      /extra: no field has this name here/,
    ],
    ["__proto__", (line: string) => line.replace("{", '{"__proto__":{},'), /line 3 .*: /],
    [
      "a missing field",
      (line: string) => line.replace(/"kind":"[A-Z]+",/, ""),
      /kind: it is missing/,
    ],
    [
      "an infinite number",
      (line: string) => line.replace('"value":12', '"value":1e999'),
      /value: give a number that is finite/,
    ],
    [
      "a number in words",
      (line: string) => line.replace("[1,2]", '["1",2]'),
      /seeds\[0\]: give a number, not the text "1"/,
    ],
  ])("is refused when a record has %s", (_, change, told) => {
    const { code, message } = refusalOf(withLine(3, change));
    expect(code).toBe("BAD_INPUT");
    expect(message).toMatch(told);
  });

  it("is refused when a line is something else", () => {
    const blank = refusalOf(withLine(3, () => "")).message;
    expect(blank).toContain('smoke.jsonl, line 3: it is not JSON: ""');
    const list = refusalOf(withLine(3, () => "[]")).message;
    expect(list).toContain("smoke.jsonl, line 3: it has no schemaVersion");
  });

  it("is refused when a merge was left unfinished", () => {
    const lines = linesOf(text);
    const merged = ["<<<<<<< HEAD", ...lines, "=======", ...lines, ">>>>>>> other"];
    expect(refusalOf(textOf(merged)).message).toContain(
      "smoke.jsonl, line 1: a merge was left unfinished here",
    );
  });

  it("shows no more of the file than a glance, and nothing that drives a terminal", () => {
    const long = "\u001b]52;c;\u0007".repeat(10_000);
    for (const wrong of [
      `${long}\n`,
      withLine(2, () => long),
      withLine(2, (line) => line.replace("{", `{${JSON.stringify(long)}:1,`)),
    ]) {
      const { message } = refusalOf(wrong);
      expect(message.length).toBeLessThan(400);
      expect(message).not.toMatch(/\p{Cc}/u);
    }
  });
});

describe("records that cannot be in one baseline", () => {
  it("are refused when they are not sorted, though every digest is right", () => {
    const { code, message } = refusalOf(headed([recordLine(1), recordLine(0)]));
    expect(code).toBe("BAD_INPUT");
    expect(message).toContain("line 3 (claim long-rods): it should stand before thin-rods");
  });

  it("are refused when two are of one claim", () => {
    const { code, message } = refusalOf(
      headed([recordLine(0), recordLine(0, { reason: "again" })]),
    );
    expect(code).toBe("BAD_INPUT");
    expect(message).toContain("line 3 (claim long-rods): it is a second record of this claim");
  });

  it("are refused when one is of two engines, read or written", () => {
    const [record] = baseline.records;
    if (record === undefined) throw new Error("there are records");
    const { digest, resultDigest, ...rest } = record;
    const own = { verdict: "SUPPORTED", reasonCode: "ALL_CONDITIONS_HOLD", reason: "" } as const;
    const { environment } = rest;
    const found = { environment, runs: [], checks: [], first: own, second: own, disagreements: [] };
    const crossed = sealEvidence({ ...rest, crossCheck: found });
    expect(() => formatBaseline({ ...baseline, records: [crossed] })).toThrow(
      "long-rods cannot be in this baseline: it is of two engines",
    );
    const { code, message } = refusalOf(headed([canonicalJson(crossed)]));
    expect(code).toBe("BAD_INPUT");
    expect(message).toContain("line 2 (claim long-rods): it is of two engines");
  });

  it("are refused when two papers have the same claim", () => {
    const moved = recordLine(0, { paper: "tubes2021-widths" });
    const { message } = refusalOf(headed([recordLine(0), recordLine(1), moved]));
    expect(message).toContain("line 4 (claim long-rods): it is a second record of this claim");
  });

  it("are refused when one is of another budget", () => {
    const { code, message } = refusalOf(
      headed([recordLine(0), recordLine(1, { budget: "quick" })]),
    );
    expect(code).toBe("BAD_INPUT");
    expect(message).toContain(
      "line 3 (claim thin-rods): its budget is quick, and that of the baseline is smoke",
    );
  });
});

describe("a baseline of another version", () => {
  const rewrite = (version: string) => (line: string) =>
    line.replace('"schemaVersion":1', version).replace(",,", ",");

  it.each([
    ["newer", '"schemaVersion":3', "its schemaVersion is 3 (this tool reads 1): a newer version"],
    ["older", '"schemaVersion":0', "its schemaVersion is 0 (this tool reads 1)"],
  ])("is refused when it is %s, in its header and in a record", (_, version, told) => {
    for (const line of [1, 3]) {
      const { code, message } = refusalOf(withLine(line, rewrite(version)));
      expect(code).toBe("UNSUPPORTED_EVIDENCE_VERSION");
      expect(message).toMatch(new RegExp(String.raw`line ${line}( \(claim thin-rods\))?: `));
      expect(message).toContain(told);
    }
  });

  it.each(['"schemaVersion":"1"', '"schemaVersion":1.5', '"other":1'])(
    "is refused when it says none: %s",
    (version) => {
      for (const line of [1, 3]) {
        const { code, message } = refusalOf(withLine(line, rewrite(version)));
        expect(code).toBe("BAD_INPUT");
        expect(message).toContain("it has no schemaVersion");
      }
    },
  );

  it("is refused for its version, whatever else is new in it", () => {
    const newer = `{"form":"tree","format":"corollary-baseline","schemaVersion":2}\n`;
    expect(refusalOf(newer).code).toBe("UNSUPPORTED_EVIDENCE_VERSION");
  });

  it("is not mistaken for a file of evidence", () => {
    const evidence = formatEvidence(baseline.records[0] as EvidenceRecord);
    expect(refusalOf(evidence).message).toContain("it is a file of evidence");
  });
});
