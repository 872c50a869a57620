/** A paper in two versions of the code: what its claims say is the same, what is measured is not. */
import { arm, defineClaim, definePaper } from "../../src/verification/index.ts";
import type { ClaimDefinition } from "../../src/verification/index.ts";
import { protocolOf, scratchClaim, stated } from "./scratch-claim.ts";

const LENGTH = 12;

/** @param shift what the version's gauge adds to every length: no digest of the claim knows it */
export function rod(slug: string, shift = 0): ClaimDefinition {
  const gauge: typeof stated = {
    ...stated,
    run: (setting, context) => {
      const shown = { value: typeof setting.value === "number" ? setting.value + shift : "NaN" };
      return stated.run(shown as typeof setting, context);
    },
  };
  const protocol = () => {
    const sound = protocolOf({});
    return { ...sound, arms: { ...sound.arms, rod: arm(gauge, { value: LENGTH }) } };
  };
  return defineClaim(scratchClaim({ slug, protocol }));
}

export function rodPapers(claims: readonly ClaimDefinition[]) {
  return [
    definePaper({
      ...{ slug: "author2026-rods", title: "On rods", authors: ["A. Author"], year: 2026 },
      ...{ venue: "Journal of Lengths", arxivId: null, doi: null, versionRead: "v1" },
      ...{ summary: "Rods are long.", claims },
    }),
  ];
}

/** Of two claims that hold, one is measured shorter by more than its margin, one is gone, one is new. */
export const older = rodPapers([rod("rod-even"), rod("rod-gone"), rod("rod-shrunk")]);
export const newer = rodPapers([rod("rod-even"), rod("rod-new"), rod("rod-shrunk", -1.5)]);

export const olderRelease = {
  version: "0.0.1",
  sourceDigest: "1".repeat(64),
  dependencyDigest: "2".repeat(64),
};
export const newerRelease = {
  version: "0.0.2",
  sourceDigest: "3".repeat(64),
  dependencyDigest: "2".repeat(64),
};
