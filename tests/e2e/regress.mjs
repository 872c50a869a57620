// What a pipeline does with this checkout: `corollary regress` at smoke against the project's own
// baseline (or the file that is named), with all reports. Exit code 0 passes. On another processor
// trained claims differ in their last bits, and the few seeds of smoke may then not decide: exit
// code 3 passes where that is all there is to it, and says so. Ends with `N passed, N failed`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const scratch = mkdtempSync(join(tmpdir(), "corollary-regress-"));
const against = process.argv[2] ?? "baselines/smoke.jsonl";
const files = { junit: "j.xml", sarif: "s.sarif", markdown: "m.md" };
const report = Object.fromEntries(
  Object.entries(files).map(([name, file]) => [name, join(scratch, file)]),
);
/** What neither fails a comparison nor leaves it open. */
const DECIDED = ["STABLE", "IMPROVED", "NEW"];
const OPEN = ["INSUFFICIENT_DATA", "UNSTABLE_BASELINE", "SOFTLY_REGRESSED"];

/** The command in the checkout, with a home of its own; what it says of its progress is passed on. */
async function corollary(...args) {
  const child = spawn(process.execPath, ["scripts/corollary.cjs", ...args], {
    cwd: project,
    env: { ...process.env, COROLLARY_HOME: join(scratch, "home") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  const [code] = await once(child, "close");
  return { code, out };
}

function baselineRecords() {
  const [, ...lines] = readFileSync(resolve(project, against), "utf8").trimEnd().split("\n");
  return new Map(lines.map((line) => JSON.parse(line)).map((record) => [record.claim, record]));
}

/** The networks are there, so that this measures them again and trains nothing. */
async function environmentHere(claim) {
  const { code, out } = await corollary("verify", claim, "--budget", "smoke", "--json");
  assert.equal(code, 0);
  const [{ evidence }] = JSON.parse(out);
  return evidence.environment;
}

/** Every claim that is open must have been computed elsewhere than its baseline was. */
async function excuse(items) {
  const before = baselineRecords();
  for (const { claim, tier, reason } of items) {
    const { slug } = claim;
    if (DECIDED.includes(tier)) continue;
    assert.ok(OPEN.includes(tier), `${slug} is ${tier}: ${reason}`);
    const [was, is] = [before.get(slug)?.environment, await environmentHere(slug)];
    assert.notEqual(is.engine, "none", `${slug} is exact, and ${tier}: ${reason}`);
    const told = `${slug} is ${tier} in the environment of its baseline: ${reason}`;
    assert.ok(!isDeepStrictEqual(was, is), told);
    console.log(`${slug} is ${tier}, for it was computed elsewhere: ${reason}`);
    console.log(`  baseline: ${JSON.stringify(was)}\n  here:     ${JSON.stringify(is)}`);
  }
}

async function comparesWithItsBaseline() {
  const paths = Object.entries(report).flatMap(([name, path]) => [`--${name}`, path]);
  const { code, out } = await corollary("regress", "--against", against, ...paths, "--json");
  assert.notEqual(out, "", `regress ended with ${code} and compared nothing`);
  const { gate, reason, items } = JSON.parse(out);
  console.log(`${gate}: ${reason}`);
  for (const { claim, tier, reason: why } of items) console.log(`  ${claim.slug} ${tier}: ${why}`);
  assert.ok(items.length > 0, "something was compared");
  if (code === 3) await excuse(items);
  else assert.equal(code, 0);
}

function hasWrittenReports() {
  const claims = baselineRecords().size;
  const [, tests] = /<testsuites [^>]*tests="(\d+)"/.exec(readFileSync(report.junit, "utf8"));
  assert.ok(Number(tests) >= claims, `${tests} test cases of ${claims} claims`);
  assert.equal(JSON.parse(readFileSync(report.sarif, "utf8")).runs.length, 1);
  assert.match(readFileSync(report.markdown, "utf8"), /\S/);
}

async function isNotGreenOnNothing() {
  const { code } = await corollary("regress", "--against", "baselines/not-there.jsonl");
  assert.equal(code, 3);
}

let [passed, failed] = [0, 0];
try {
  for (const check of [comparesWithItsBaseline, hasWrittenReports, isNotGreenOnNothing]) {
    try {
      await check();
      passed += 1;
    } catch (error) {
      failed += 1;
      console.log(`${check.name}: ${error.stack}`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = Number(failed > 0);
