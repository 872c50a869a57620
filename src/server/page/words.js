/** How the API's words read to a person, and the colour they are shown in. */
const VERDICTS = {
  SUPPORTED: ["Supported", "good"],
  NOT_SUPPORTED: ["Not supported", "bad"],
  REFUTED: ["Refuted", "bad"],
  INCONCLUSIVE: ["Inconclusive", "open"],
  PRECONDITION_FAILED: ["Hypothesis not met", "open"],
  VACUOUS: ["Vacuous", "open"],
  INVALID: ["Instrument failed", "bad"],
};
const STATES = {
  QUEUED: "Waiting for a worker",
  RUNNING: "Being verified",
  FAILED: "The verification failed",
  CANCELLED: "The verification was cancelled",
  DEAD: "The verification was given up",
};
const RELATIONS = { EQUAL: "=", AT_MOST: "≤", AT_LEAST: "≥" };
const OUTCOMES = {
  PASS: ["holds", "good-text"],
  FAIL: ["fails", "bad-text"],
  UNDECIDED: ["undecided", "open-text"],
};
const CONTROLS = {
  KEPT: ["failed, as it must", "good-text"],
  PASSED: ["did not fail", "bad-text"],
  NOT_RUN: ["was not measured", "open-text"],
};
const SILENT_CONTROL = ["failed, as it does without the change: says nothing here", "open-text"];
const ROLES = { IMPLEMENTATION: "instrument", PRECONDITION: "hypothesis", CLAIM: "claim" };
const PROVENANCES = {
  READ: "read in the paper",
  SECONDARY: "read in a second source",
  RECALLED: "recalled, not read",
  DERIVED: "derived by us",
  MEASURED: "measured by us",
};

export const verdictWords = (verdict) => VERDICTS[verdict] ?? [verdict, "open"];
export const stateWords = (status) => STATES[status] ?? status;
export const relationSign = (relation) => RELATIONS[relation] ?? relation;
export const outcomeWords = (outcome) => OUTCOMES[outcome] ?? [outcome, ""];
export const roleWords = (role) => ROLES[role] ?? role;
export const provenanceWords = (provenance) => PROVENANCES[provenance] ?? provenance;

/** One that was kept, and yet fails without its change too, against the same number, shows nothing. */
export function controlWords({ outcome, mustFail, checks: [check] }, unchanged) {
  const own = unchanged.find(({ name }) => name === mustFail);
  const isHeldToTheSame =
    own?.threshold === check?.threshold && own?.thresholdExact === check?.thresholdExact;
  const isSilent = outcome === "KEPT" && own?.outcome === "FAIL" && isHeldToTheSame;
  return isSilent ? SILENT_CONTROL : (CONTROLS[outcome] ?? [outcome, ""]);
}

export const budgetWords = (budget) => budget.toLowerCase();
export const megabyteWords = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

const EXACT_SHOWN = 24;
const FEWEST_DIGITS = 4;
/** So many tell any two doubles apart. */
const MOST_DIGITS = 17;

/** Of two numbers: four significant digits, or as many more as keep their order; integers in full. */
export function shortened(numbers) {
  const order = ([left, right]) => Math.sign(left - right);
  for (let digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits += 1) {
    const short = numbers.map((one) =>
      Number.isInteger(one) ? one : Number(one.toPrecision(digits)),
    );
    if (order(short) === order(numbers)) return short;
  }
  return numbers;
}

/** Exact text where there is one, else the double; very long integers by their double. */
export function numberWords(value, exact) {
  if (exact !== null && (exact.length <= EXACT_SHOWN || value === null)) return exact;
  return value === null ? "not finite" : String(value);
}
