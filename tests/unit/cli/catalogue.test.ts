import { describe, expect, it } from "vitest";
import { findTargets, nearestNames } from "../../../src/cli/catalogue.ts";
import { PlatformError } from "../../../src/domain/errors.ts";
import { papers } from "../../../src/papers/index.ts";

const slugsOf = (word: string) => findTargets(papers, word).map(({ claim }) => claim.slug);

function errorOf(word: string): PlatformError {
  try {
    findTargets(papers, word);
  } catch (error) {
    if (error instanceof PlatformError) return error;
  }
  throw new Error(`${word} was found`);
}

describe("findTargets", () => {
  it("finds a claim, the claims of a paper, and all", () => {
    expect(slugsOf("s2-overlap-lower")).toEqual(["s2-overlap-lower"]);
    expect(slugsOf("sharir2018-overlaps")).toEqual(["s1-nonoverlap-upper", "s2-overlap-lower"]);
    const every = papers.flatMap(({ claims }) => claims.map(({ slug }) => slug));
    expect(every.length).toBeGreaterThan(2);
    expect(slugsOf("all")).toEqual(every);
  });

  it("names the nearest for an unknown word", () => {
    const error = errorOf("s2-overlap-lowr");
    expect(error.code).toBe("NOT_FOUND");
    expect(error.message).toContain("did you mean s2-overlap-lower");
  });

  it("says where to look when nothing is near", () => {
    expect(errorOf("zzzzzzzz").message).toContain("corollary claims");
  });

  it("says that a paper has no claims yet", () => {
    const error = errorOf("allenzhu2023-ensemble");
    expect(error.code).toBe("NOT_FOUND");
    expect(error.message).toContain("no executable claims yet");
  });
});

describe("nearestNames", () => {
  it("orders by edits and leaves out what is far", () => {
    expect(nearestNames("quik", ["smoke", "quick", "paper"])).toEqual(["quick"]);
  });
});
