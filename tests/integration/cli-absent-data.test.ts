import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cifar10 } from "../../src/compute/datasets/index.ts";
import { sealEvidence } from "../../src/domain/evidence-record.ts";
import { formatBaseline, parseBaseline } from "../../src/exports/baseline-file.ts";
import { papers as catalogue } from "../../src/papers/index.ts";
import type { ClaimDefinition } from "../../src/verification/index.ts";
import { runCommandHere } from "../support/command-line-here.ts";
import { asking, papers as scratch } from "../support/scratch-papers.ts";

const home = mkdtempSync(join(tmpdir(), "corollary-home-"));
const files = mkdtempSync(join(tmpdir(), "corollary-baselines-"));
const PLACE = join(home, "datasets", "cifar10");

/** It is in the catalogue, and needs no data. */
const exact = catalogue
  .flatMap(({ claims }) => claims)
  .find(({ slug }) => slug === "s1-nonoverlap-upper") as ClaimDefinition;
const pictures: ClaimDefinition = { ...asking, slug: "scratch-pictures", data: [cifar10] };

/** Runs a command of a product that has one paper with these claims. */
function run(claims: readonly ClaimDefinition[], ...args: string[]) {
  const papers = scratch.slice(0, 1).map((paper) => ({ ...paper, claims }));
  return runCommandHere(args, { env: { COROLLARY_HOME: home }, papers });
}

const LINE =
  "scratch-pictures was not verified: its data set cifar10 is not here: " +
  "put cifar-10-binary.tar.gz (from https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz) " +
  `into ${PLACE}, or download once (170 MB): npx corollary datasets fetch cifar10`;

describe("corollary verify", () => {
  it("of all leaves out claims whose data are not here, each with a line", async () => {
    const claims = [pictures, exact, asking];
    const { code, out, err } = await run(claims, "verify", "all", "--budget", "smoke");
    expect([code, out]).toEqual([0, expect.stringContaining("s1-nonoverlap-upper")]);
    expect(err.split("\n").slice(0, 2)).toEqual([
      LINE,
      "scratch-asking was not verified: its data set fashion-mnist is not here: " +
        "fetch it once (155 MB): npx corollary datasets fetch fashion-mnist",
    ]);
    expect(out).not.toContain("scratch-");
  });

  it("cannot say that all came out as expected where one was left out", async () => {
    const words = ["verify", "scratch2026-tests", "--budget", "smoke", "--expect", "SUPPORTED"];
    expect((await run([exact], ...words)).code).toBe(0);
    expect((await run([exact, pictures], ...words)).code).toBe(3);
  });

  it("fails where nothing is left", async () => {
    const { code, err } = await run([pictures], "verify", "all");
    expect(code).toBe(4);
    expect(err).toBe(
      `${LINE}\ncorollary: DATA_MISSING no claim of all has its data here, see above\n`,
    );
  });

  it("of the claim itself refuses, says what to do, and downloads nothing", async () => {
    const { code, err } = await run([exact, pictures], "verify", "scratch-pictures");
    expect(code).toBe(4);
    expect(err).toMatch(
      /^corollary: DATA_MISSING The data set cifar10 is not here: put cifar-10-binary.tar.gz/,
    );
    expect(readdirSync(home).includes("datasets")).toBe(false);
  });
});

describe("a baseline", () => {
  const written = join(files, "all.jsonl");

  it("is of the claims whose data are here, and says which are not in it", async () => {
    const { code, err } = await run([exact, pictures], "baseline", "--out", written);
    expect(code).toBe(0);
    expect(err).toContain(LINE);
    const { of, records } = parseBaseline(readFileSync(written, "utf8"), written);
    expect([of, records.map(({ claim }) => claim)]).toEqual(["all", ["s1-nonoverlap-upper"]]);
  });

  it("is compared with the claims whose data are here", async () => {
    const { code, err } = await run([exact, pictures], "regress", "--against", written);
    expect(code).toBe(0);
    expect(err).toContain(LINE);
  });

  it("cannot be compared where a claim that it holds has no data here", async () => {
    const baseline = parseBaseline(readFileSync(written, "utf8"), written);
    const records = baseline.records.flatMap((record) => [
      record,
      sealEvidence({ ...record, claim: pictures.slug }),
    ]);
    const both = join(files, "both.jsonl");
    writeFileSync(both, formatBaseline({ ...baseline, records }));
    const { code, err } = await run([exact, pictures], "regress", "--against", both);
    expect(code).toBe(4);
    expect(err).toContain("corollary: DATA_MISSING The data set cifar10 is not here");
  });
});
