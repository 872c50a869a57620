import { describe, expect, it } from "vitest";
import { checkCertificate } from "../../src/compute/certificates/index.ts";
import { papers } from "../../src/papers/index.ts";
import { executeRun } from "../../src/verification/execute-run.ts";

/** What the runs of claims leave behind for `corollary check-certificate`. */
const CHECKABLE = ["certified-minimum", "relu-minima", "relu-point"];

const runs = papers
  .filter(({ slug }) => slug.startsWith("kawaguchi"))
  .flatMap(({ claims }) => claims)
  .filter(({ engine }) => engine === null)
  .flatMap((claim) => claim.plan("quick").map((run) => ({ slug: claim.slug, run })))
  .filter(({ run }) => CHECKABLE.includes(run.measure.name))
  .map(({ slug, run }) => [`${slug}, ${run.control ?? "its own"}, ${run.arm}`, run] as const);

describe("certificates of the claims on local minima", () => {
  it("are there to be checked", () => {
    expect(runs.length).toBeGreaterThan(10);
  });

  it.each(runs)("are proved without the code that made them: %s", async (_, run) => {
    const { certificate, record } = await executeRun(run);
    expect(record.status).toBe("SUCCEEDED");
    if (certificate === null) return;
    expect(checkCertificate(JSON.parse(certificate))).toMatchObject({ holds: true });
  });
});
