import { describe, expect, it } from "vitest";
import { canonicalJson, digestOf, sha256 } from "../../../src/domain/canonical.ts";

describe("canonical JSON", () => {
  it("has the bytes of the RFC 8785 example", () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '€$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("does not depend on the order of keys", () => {
    expect(digestOf({ b: 1, a: 2 })).toBe(digestOf({ a: 2, b: 1 }));
  });

  it.each([NaN, Infinity, "\ud800", undefined])("refuses %s", (value) => {
    expect(() => canonicalJson(value)).toThrow();
  });

  it("hashes the empty string to the published SHA-256", () => {
    expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});
