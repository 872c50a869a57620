import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { runCommandLine } from "../support/command-line.ts";

/** Three claims with five seeds each, trained for real on two processes: about a minute. */
const PATIENCE_MS = 15 * 60_000;

const checkSchema = z.object({
  name: z.string(),
  value: z.number().nullable(),
  outcome: z.string(),
});
const outcomesSchema = z.array(
  z.object({
    claim: z.string(),
    verdict: z.string(),
    evidence: z.object({
      uncappedVerdict: z.string(),
      seeds: z.array(z.number()),
      checks: z.array(checkSchema),
      controls: z.array(
        z.object({ name: z.string(), outcome: z.string(), checks: z.array(checkSchema) }),
      ),
      environment: z.object({ engine: z.string(), precision: z.string(), threads: z.number() }),
      figures: z.array(z.object({ name: z.string() })),
    }),
  }),
);
type Evidence = z.infer<typeof outcomesSchema>[number]["evidence"];

const home = mkdtempSync(join(tmpdir(), "corollary-keskar-"));
let outcomes: z.infer<typeof outcomesSchema>;

beforeAll(async () => {
  const { code, out, err } = await runCommandLine(
    ["verify", "keskar2017-large-batch", "--budget", "smoke", "--json"],
    { env: { COROLLARY_HOME: join(home, "home") } },
  );
  expect([code, err]).toEqual([0, ""]);
  outcomes = outcomesSchema.parse(JSON.parse(out));
}, PATIENCE_MS);
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

function evidenceOf(claim: string): Evidence {
  const found = outcomes.find((one) => one.claim === claim);
  if (found === undefined) throw new Error(`${claim} was not verified`);
  return found.evidence;
}

const valueOf = ({ checks }: Pick<Evidence, "checks">, name: string) =>
  checks.find((check) => check.name === name)?.value ?? NaN;

it("a smoke run decides nothing and keeps what it would have said", () => {
  expect(outcomes.map(({ verdict }) => verdict)).toEqual(Array(3).fill("INCONCLUSIVE"));
  expect(evidenceOf("k1-gap").uncappedVerdict).toBe("SUPPORTED");
  expect(evidenceOf("k4-sharp-full").uncappedVerdict).toBe("SUPPORTED");
  expect(["NOT_SUPPORTED", "INCONCLUSIVE"]).toContain(
    evidenceOf("k4-sharp-magnitude").uncappedVerdict,
  );
});

it("every control fails on a measured number", () => {
  for (const { evidence } of outcomes) {
    for (const { name, outcome, checks } of evidence.controls) {
      expect([name, outcome]).toEqual([name, "KEPT"]);
      expect(checks[0]?.value).toEqual(expect.any(Number));
    }
  }
});

it("the gap is that of the spec, within its spread over five seeds", () => {
  // 0.0137 +- 0.0035 over 8 seeds: four standard errors of a mean of five.
  const gap = valueOf(evidenceOf("k1-gap"), "mean d");
  expect(Math.abs(gap - 0.0137)).toBeLessThan((4 * 0.0035) / Math.sqrt(5));
});

it("the ratio of sharpnesses is that of the spec: 5.9, from 4.1 to 7.9 in single seeds", () => {
  const full = valueOf(evidenceOf("k4-sharp-full"), "exp(mean q)");
  expect(full).toBeGreaterThan(4.1);
  expect(full).toBeLessThan(9);
  // The same networks, the same boxes: the other claim reads the same number.
  expect(valueOf(evidenceOf("k4-sharp-magnitude"), "exp(mean q)")).toBe(full);
});

it("N5: rescaled weights reverse the order of phi and leave the invariant measures", () => {
  const { checks, controls } = evidenceOf("k4-sharp-full");
  const rescaled = controls.find(({ name }) => name.startsWith("N5"));
  expect(rescaled?.checks[0]?.value).toBeLessThan(1);
  const invariant = checks.filter(({ name }) => name.startsWith("rescaling does not change"));
  expect(invariant.map(({ outcome }) => outcome)).toEqual(["PASS", "PASS"]);
});

it("says what computed it, and draws pairs and trainings", () => {
  for (const { evidence } of outcomes) {
    expect(evidence.seeds).toEqual([1, 2, 3, 4, 5]);
    expect(evidence.environment).toMatchObject({ engine: "onnx-cpu", threads: 1 });
    expect(evidence.figures.map(({ name }) => name)).toContain("training");
  }
});
