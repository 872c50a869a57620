import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assertTakesBaseline, deliverBaseline } from "../../../src/cli/deliver-baseline.ts";
import type { EvidenceRecord } from "../../../src/domain/evidence-record.ts";
import { formatBaseline, parseBaseline } from "../../../src/exports/baseline-file.ts";
import { formatEvidence } from "../../../src/exports/evidence-file.ts";
import { protocolOf } from "../../support/scratch-claim.ts";
import { sampleEvidence } from "../../support/sample-evidence.ts";

const PAPER = "rods2020-lengths";
const folder = mkdtempSync(join(tmpdir(), "corollary-baseline-"));
let whole: EvidenceRecord;
let broken: EvidenceRecord;

beforeAll(async () => {
  whole = await sampleEvidence(PAPER, "long-rods");
  const protocol = () => protocolOf({ calibration: 6 });
  broken = await sampleEvidence(PAPER, "bent-rods", { protocol });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What is told while a baseline of these records goes to a file of this name. */
function deliver(name: string, records: readonly EvidenceRecord[], json?: true) {
  const told = { out: "", err: "", document: "" };
  const output = {
    ...{ isTerminal: false, columns: 100, control: () => undefined },
    out: (text: string) => void (told.out += `${text}\n`),
    err: (text: string) => void (told.err += `${text}\n`),
    document: (text: string) => void (told.document += text),
  };
  const options = json === undefined ? { out: name } : { out: name, json };
  const write = () => {
    deliverBaseline({ output }, options, { of: "all", budget: "smoke", records });
  };
  return { told, write };
}

describe("a file that a baseline is to be written to", () => {
  const textOf = () =>
    formatBaseline({ of: "all", budget: "smoke", accepted: [], records: [whole] });

  it.each([
    ["a baseline", textOf],
    ["a baseline that was cut off", () => textOf().slice(0, -100)],
    ["a baseline in an unfinished merge", () => `<<<<<<< ours\n${textOf()}=======\n`],
    ["nothing", () => ""],
  ])("is written anew where it holds %s", (_, make) => {
    const out = join(folder, "there.jsonl");
    writeFileSync(out, make());
    expect(() => {
      assertTakesBaseline({ out });
    }).not.toThrow();
  });

  it.each([
    ["a document", () => readFileSync("package.json", "utf8")],
    ["one record", () => formatEvidence(whole)],
  ])("is refused where it holds %s, and stays as it is", (_, make) => {
    const out = join(folder, "foreign.json");
    writeFileSync(out, make());
    expect(() => {
      assertTakesBaseline({ out });
    }).toThrow(
      expect.objectContaining({
        code: "CONFLICT",
        message: `${out} is there and is not a baseline: name another file, or remove it first`,
      }),
    );
    expect(readFileSync(out, "utf8")).toBe(make());
  });

  it.each(["new.jsonl", "/dev/null", "-"])("may be none yet, or no file: %s", (name) => {
    const out = name.endsWith("jsonl") ? join(folder, name) : name;
    expect(() => {
      assertTakesBaseline({ out });
    }).not.toThrow();
  });
});

describe("a baseline that is delivered", () => {
  it("is named with its size, and with what to type next", () => {
    const file = join(folder, "a.jsonl");
    const { told, write } = deliver(file, [whole]);
    write();
    const size = readFileSync(file).length;
    expect(told).toEqual({
      out: `wrote ${file}: 1 record, ${size.toLocaleString("en")} bytes\nnext: npx corollary regress --against ${file}\n`,
      err: "",
      document: "",
    });
  });

  it("is named so that a shell reads the name back", () => {
    const file = join(folder, "it's here.jsonl");
    const { told, write } = deliver(file, [whole]);
    write();
    expect(told.out).toContain(String.raw`--against '${folder}/it'\''s here.jsonl'`);
  });

  it("is told as one JSON document, with the digest of its header", () => {
    const file = join(folder, "b.jsonl");
    const { told, write } = deliver(file, [whole], true);
    write();
    const text = readFileSync(file, "utf8");
    expect(JSON.parse(told.out)).toEqual({
      ...{ file, records: 1, bytes: Buffer.byteLength(text) },
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(text.split("\n")[0]).toContain((JSON.parse(told.out) as { digest: string }).digest);
  });

  it("is all that standard output gets", () => {
    const { told, write } = deliver("-", [whole]);
    write();
    expect(parseBaseline(told.document, "-").records).toEqual([whole]);
    expect([told.out, told.err]).toEqual(["", ""]);
  });

  it("keeps a claim that came out INVALID, and says that it is no stable baseline", () => {
    const file = join(folder, "c.jsonl");
    const { told, write } = deliver(file, [whole, broken]);
    write();
    expect(told.err).toMatch(
      /^unstable baseline: bent-rods came out INVALID: the instrument is wrong: calibration: 6, required exactly 5 \(length\)/,
    );
    expect(parseBaseline(readFileSync(file, "utf8"), file).records).toEqual([broken, whole]);
  });

  it("is not written where every claim came out INVALID", () => {
    const file = join(folder, "d.jsonl");
    const { write } = deliver(file, [broken]);
    expect(write).toThrow(expect.objectContaining({ code: "NO_BASELINE" }));
    expect(write).toThrow("every claim came out INVALID, which is no baseline");
    expect(existsSync(file)).toBe(false);
  });
});
