import { s1NonoverlapUpper } from "../../src/papers/sharir2018-overlaps/s1-nonoverlap-upper.claim.ts";
import { s2OverlapLower } from "../../src/papers/sharir2018-overlaps/s2-overlap-lower.claim.ts";

/** Exact numbers that no claim may overlook, in the first and in the last arm of a family. */
export const TAMPERED: readonly {
  readonly claim: typeof s1NonoverlapUpper;
  readonly arms: RegExp;
  readonly quantity: string;
  readonly exact: readonly string[];
  readonly verdict: string;
  /** Whether one draw of several is enough. */
  readonly oneDraw: boolean;
}[] = [
  ...["mismatches", "entries", "width"].map((quantity) => ({
    ...{ claim: s1NonoverlapUpper, arms: /^halves of/, quantity, exact: ["1000000"] },
    ...{ verdict: "INVALID", oneDraw: true },
  })),
  {
    ...{ claim: s1NonoverlapUpper, arms: /^halves of/, quantity: "entries", exact: ["0"] },
    ...{ verdict: "INVALID", oneDraw: true },
  },
  {
    ...{ claim: s1NonoverlapUpper, arms: /^halves of/, quantity: "width", exact: ["0"] },
    ...{ verdict: "INVALID", oneDraw: true },
  },
  {
    ...{ claim: s1NonoverlapUpper, arms: /^\d+x/, quantity: "nonZeroEntries", exact: ["0"] },
    ...{ verdict: "INVALID", oneDraw: true },
  },
  {
    ...{ claim: s1NonoverlapUpper, arms: /^\d+x/, quantity: "rank", exact: ["0", "999"] },
    ...{ verdict: "INVALID", oneDraw: false },
  },
  {
    ...{ claim: s1NonoverlapUpper, arms: /^random/, quantity: "rank", exact: ["999"] },
    ...{ verdict: "REFUTED", oneDraw: true },
  },
  ...["crossingPairs", "bins"].map((quantity) => ({
    ...{ claim: s2OverlapLower, arms: /^witness of/, quantity, exact: ["1", "999"] },
    ...{ verdict: "INVALID", oneDraw: true },
  })),
  ...["mismatches", "sharedPixels"].map((quantity) => ({
    ...{ claim: s2OverlapLower, arms: /^witness of/, quantity, exact: ["1"] },
    ...{ verdict: "INVALID", oneDraw: true },
  })),
  {
    ...{ claim: s2OverlapLower, arms: /^witness of/, quantity: "nonZeroPoints", exact: ["0"] },
    ...{ verdict: "INVALID", oneDraw: true },
  },
  {
    ...{ claim: s2OverlapLower, arms: /^matrix of/, quantity: "rank", exact: ["1", "999"] },
    ...{ verdict: "INVALID", oneDraw: true },
  },
  {
    ...{ claim: s2OverlapLower, arms: /^\d+x/, quantity: "rank", exact: ["0", "9999"] },
    ...{ verdict: "INVALID", oneDraw: false },
  },
  {
    ...{ claim: s2OverlapLower, arms: /^\d+x/, quantity: "templateRank", exact: ["1"] },
    ...{ verdict: "PRECONDITION_FAILED", oneDraw: false },
  },
  {
    ...{ claim: s2OverlapLower, arms: /^random/, quantity: "rank", exact: ["0"] },
    ...{ verdict: "INCONCLUSIVE", oneDraw: false },
  },
];
