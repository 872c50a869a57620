import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readJson } from "../../../src/cli/read-json.ts";

const folder = mkdtempSync(join(tmpdir(), "read-json-"));
const { signal } = new AbortController();

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(content: string | Buffer): Promise<unknown> {
  const file = join(folder, "input.json");
  writeFileSync(file, content);
  return readJson(file, signal);
}

const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

describe("a JSON document", () => {
  it("is read as it stands", async () => {
    const value = { a: [1, -2.5e-3, { b: ']}:,"\\" {' }], "": [[], {}], c: null };
    expect(await read(JSON.stringify(value, null, 2))).toEqual(value);
  });

  it("may begin with a byte order mark", async () => {
    expect(await read("\uFEFF[1]")).toEqual([1]);
  });

  it("may name the same thing at different places", async () => {
    const value = [{ a: { a: 1 } }, { a: 2 }];
    expect(await read(JSON.stringify(value))).toEqual(value);
  });

  it("may be nested in 64 levels", async () => {
    expect(await read(nested(64))).toBeInstanceOf(Array);
  });

  it.each([
    ["is empty", " \n", /input\.json is empty$/],
    ["ends too early", '{"a": 1', /is not JSON: Expected ',' or '}'/],
    ["has a NaN", '{"a": NaN}', /is not JSON: .*; NaN is no JSON: only finite numbers/],
    ["has an infinity", '{"a": [1, Infinity]}', /; Infinity is no JSON: only finite numbers/],
    ["has a NaN among its words", '{"a": "NaN"', /is not JSON: (?!.*no JSON: only)/],
    ["is not UTF-8", Buffer.from("[1]", "utf16le").fill(0xff, 0, 1), /is not UTF-8/],
    ["names a thing twice", '{"a": [0, {"b": 1, "b": 1}]}', /: a\[1\]\.b: the name stands twice/],
    ["names a thing twice in two spellings", '{"a": 1, "\\u0061": 2}', /: a: the name stands/],
    ["is nested too deeply", nested(65), /nested deeper than 64 levels/],
    ["is nested a hundred thousand times", nested(100_000), /nested deeper than 64 levels/],
    ["is larger than is read", Buffer.alloc(64 * 2 ** 20 + 1), /more than 64 MiB are not read/],
  ])("that %s is refused with the reason", async (_name, content, told) => {
    const message = expect.stringMatching(told) as string;
    await expect(read(content)).rejects.toMatchObject({ code: "BAD_INPUT", message });
  });

  it.each([
    ["is not there", "none.json", "there is no such file"],
    ["is a folder", ".", "it is a folder"],
  ])("that %s is refused with the reason", async (_name, file, told) => {
    const message = expect.stringContaining(told) as string;
    const refused = { code: "BAD_INPUT", message };
    await expect(readJson(join(folder, file), signal)).rejects.toMatchObject(refused);
  });
});
