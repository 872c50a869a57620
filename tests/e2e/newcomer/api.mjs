import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

/** For what never comes: a minute or two on two cores, more where others compute as well. */
const VERDICTS_WITHIN_MS = 3_600_000;
const POLL_MS = 500;

/** Every verdict with what it rests on. */
const CLAIMS = `{ papers(first: 10) { edges { node { slug claims(first: 50) { edges { node { slug
  currentVerdict(budget: QUICK) { verdict reasonCode reason
    evidence { id digest seeds checks { name value exact low high threshold outcome }
               controls { name verdict checks { name value threshold outcome } }
               environment { engine device precision } } } } } } } } } }`;

const SHARPNESS = ["N1", "N2", "N3", "N5", "N8", "N9", "LB stopped"];
/** What does not come out SUPPORTED: a magnitude that larger networks show. */
const OTHER_VERDICTS = { "k4-sharp-magnitude": "NOT_SUPPORTED" };
/** Claims whose images a newcomer does not have: `npm start` leaves them out. */
const WITHOUT_DATA = /-(fashion-mnist|cifar10|svhn)$/;
/** Those that are listed below, and those of both papers on local minima. */
const CLAIMS_WITH_DATA = 28;
const CONTROLS = {
  "k1-gap": ["N1", "N2", "N3", "N4"],
  "k4-sharp-full": SHARPNESS,
  "k4-sharp-magnitude": SHARPNESS,
  "s1-nonoverlap-upper": ["C2", "C3", "C10"],
  "s2-overlap-lower": ["C1", "C4", "C5", "C7", "C8", "C9"],
};

export async function ask(url, query) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.equal(response.status, 200);
  return data;
}

async function claimsOf(url) {
  const { papers } = await ask(url, CLAIMS);
  assert.equal(papers.edges.length, 6, "all six papers are listed");
  const claims = papers.edges.flatMap(({ node }) => node.claims.edges.map((edge) => edge.node));
  const isThere = ({ slug }) => !WITHOUT_DATA.test(slug);
  const left = claims.filter((claim) => !isThere(claim));
  for (const { slug, currentVerdict } of left) {
    assert.equal(currentVerdict, null, `${slug} is left out without its data`);
  }
  return claims.filter(isThere);
}

function assertControls({ slug, currentVerdict: { evidence } }) {
  const names = evidence.controls.map(({ name }) => name);
  assert.ok(names.length > 0, `${slug} has a control`);
  for (const wanted of CONTROLS[slug] ?? []) {
    assert.ok(
      names.some((name) => new RegExp(`^${wanted}(?!\\d)`, "i").test(name)),
      `${slug} has control ${wanted}; it has ${names.join(", ")}`,
    );
  }
  for (const { name, verdict, checks } of evidence.controls) {
    assert.notEqual(verdict, "SUPPORTED", `${slug}: control ${name}`);
    const failed = checks.filter(({ outcome }) => outcome === "FAIL");
    assert.ok(failed.length > 0, `${slug}: control ${name} fails on a check`);
    const onNumber = failed.some((check) => check.value !== null && check.threshold !== null);
    assert.ok(onNumber, `${slug}: control ${name} fails on a number against a threshold`);
  }
}

/**
 * Waits for the verdicts of all claims, and looks at all they rest on.
 *
 * @returns {Promise<string[]>} digests of the evidence
 */
export async function assertVerdicts(url) {
  const deadline = performance.now() + VERDICTS_WITHIN_MS;
  let claims = await claimsOf(url);
  const isDone = ({ currentVerdict }) => currentVerdict !== null;
  while (!claims.every(isDone) && performance.now() < deadline) {
    await pause(POLL_MS);
    claims = await claimsOf(url);
  }
  const slugs = claims.map(({ slug }) => slug);
  assert.equal(new Set(slugs).size, CLAIMS_WITH_DATA, slugs.join());
  for (const slug of Object.keys(CONTROLS)) assert.ok(slugs.includes(slug), slug);
  for (const claim of claims) {
    const { slug, currentVerdict } = claim;
    assert.notEqual(currentVerdict, null, `${slug} has a verdict in time`);
    const expected = OTHER_VERDICTS[slug] ?? "SUPPORTED";
    assert.equal(currentVerdict.verdict, expected, `${slug}: ${currentVerdict.reason}`);
    const { seeds, checks, environment, digest } = currentVerdict.evidence;
    assert.ok(seeds.length > 0, `${slug}: seeds`);
    assert.ok(checks.length > 0, `${slug}: checks`);
    assert.match(digest, /[0-9a-f]{64}/);
    assert.ok(environment.engine && environment.device && environment.precision);
    assertControls(claim);
  }
  return claims.map(({ currentVerdict }) => currentVerdict.evidence.id).toSorted();
}

export async function countExperiments(url) {
  const { experiments } = await ask(url, "{ experiments(first: 100) { edges { node { id } } } }");
  return experiments.edges.length;
}

export function assertCounted(expected, found) {
  assert.deepEqual(found, expected, "nothing was verified twice");
}
