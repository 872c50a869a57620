import { describe, expect, it } from "vitest";
import { alignRows, columnsOf, plain } from "../../../src/cli/output.ts";

describe("plain", () => {
  it("removes what could drive a terminal and keeps lines, tabs and every script", () => {
    expect(plain("a\u001b]52;c;x\u0007b\u009b31m\r\n\té 漢 🙂")).toBe("a]52;c;xb31m\n\té 漢 🙂");
  });
});

describe("columnsOf", () => {
  it("believes a terminal, but not in a width of 0", () => {
    expect(columnsOf({ columns: 80 })).toBe(80);
    expect(columnsOf({ columns: 0 })).toBe(100);
  });
});

describe("alignRows", () => {
  it("makes columns as wide as their widest cell and leaves no trailing blanks", () => {
    expect(
      alignRows([
        ["a", "bb", ""],
        ["ccc", "d", "e"],
      ]),
    ).toEqual(["a    bb", "ccc  d   e"]);
  });
});
