import { describe, expect, it } from "vitest";
import { oneLine, shorten, visible, wrap } from "../../../src/exports/visible.ts";

describe("visible", () => {
  it("shows control characters as their pictures and keeps tabs and line breaks", () => {
    expect(visible("\u0000\u001b[31m\t\r\n\u001f\u007f")).toBe("␀␛[31m\t\r\n␟␡");
  });

  it("replaces what is no character, and keeps emoji", () => {
    expect(visible("\ud800a\udc00 \ufffe\uffff\u009b 🙂")).toBe(
      "\ufffda\ufffd \ufffd\ufffd\ufffd 🙂",
    );
  });
});

describe("oneLine", () => {
  it("makes one blank of every line break", () => {
    expect(oneLine(" a\r\n\n b\u2028c\t")).toBe("a b c");
  });
});

describe("shorten", () => {
  it("cuts between characters, not inside of one", () => {
    expect(shorten("ab🙂cd", 4)).toBe("ab🙂…");
    expect(shorten("ab🙂c", 4)).toBe("ab🙂c");
  });
});

describe("wrap", () => {
  it("breaks between words and leaves a long word whole", () => {
    expect(wrap("one two three-and-more four", 8)).toEqual(["one two", "three-and-more", "four"]);
  });
});
