import { askData } from "./api.js";
import { element, facts, table } from "./dom.js";
import { drawFigure } from "./figure.js";
import { formulaParts } from "./formula.js";
import { verifyForm } from "./verify-form.js";
import {
  budgetWords,
  controlWords,
  numberWords,
  outcomeWords,
  provenanceWords,
  relationSign,
  roleWords,
  shortened,
  verdictWords,
} from "./words.js";

const CHECKS_SHOWN = 12;

const CLAIM = `query Claim($slug: String!, $budget: Budget) {
  claim(slug: $slug) {
    statement formula formulaMathml locator sourceVersion evidenceKind limits deviations
    provenance { of provenance }
    hypotheses { name statement }
    reportedFigures { name value locator }
    controls { name because mustFail }
    currentVerdict(budget: $budget) {
      evidence {
        digest budget seeds kind createdAt verdict uncappedVerdict
        checks { name role quantity relation value exact threshold thresholdExact outcome }
        controls { name because mustFail outcome reason checks { value exact threshold thresholdExact relation } }
        certificates { name digest }
        figures { name title spec svg }
        environment { engine device precision threads versions { name version } }
        crossCheck {
          agrees environment { engine device threads versions { name version } }
          first { verdict } second { verdict }
          checks { name role value }
          largest { arm seed quantity first second }
        }
        release { version sourceDigest }
      }
    }
  }
}`;

function list(items) {
  return element("ul", {}, ...items.map((text) => element("li", {}, text)));
}

function titled(title, ...content) {
  return [element("h4", {}, title), ...content];
}

/** What was measured and what it must be, as two cells; the whole numbers where one points at them. */
function comparisonCells({ value, exact, relation, threshold, thresholdExact }) {
  const sign = relationSign(relation);
  const whole = [numberWords(value, exact), `${sign} ${numberWords(threshold, thresholdExact)}`];
  const isShort = exact === null && thresholdExact === null && value !== null && threshold !== null;
  const [left, right] = isShort ? shortened([value, threshold]) : [];
  const shown = isShort ? [String(left), `${sign} ${right}`] : whole;
  return shown.map((text, at) => ({
    text: element("span", { title: text === whole[at] ? null : whole[at] }, text),
    className: "number",
  }));
}

const quiet = (text) => element("span", { class: "quiet" }, text);

function quantityBelow({ name, quantity }) {
  return name === quantity ? [] : [element("br"), quiet(quantity)];
}

function checkRow(check) {
  const [outcome, className] = outcomeWords(check.outcome);
  return [
    element("span", {}, check.name, ...quantityBelow(check)),
    roleWords(check.role),
    ...comparisonCells(check),
    { text: outcome, className },
  ];
}

function checksTable(checks) {
  const headings = ["Check", "Says something of", "Measured", "Must be", "Outcome"];
  const rows = checks.map(checkRow);
  if (rows.length <= CHECKS_SHOWN) return table(headings, rows);
  return element(
    "details",
    {},
    element("summary", {}, `${rows.length} checks, each with its number`),
    table(headings, rows),
  );
}

function controlRow(control) {
  const [outcome, className] = controlWords(control.outcome);
  const [check] = control.checks;
  const cells = check === undefined ? ["", ""] : comparisonCells(check);
  return [
    element("span", {}, element("strong", {}, control.name), element("br"), control.because),
    control.mustFail,
    ...cells,
    { text: outcome, className },
  ];
}

function controlsTable(controls) {
  return table(
    [
      "Negative control, and why it must fail",
      "Check that must fail",
      "Measured",
      "Must be",
      "Outcome",
    ],
    controls.map(controlRow),
  );
}

function engineWords({ engine, device, threads, versions }) {
  if (engine === "none") return "none needed";
  const packages = versions.map(({ name, version }) => `${name} ${version}`);
  return [`${engine} on ${device}`, `native threads: ${threads}`, ...packages].join(", ");
}

/** Both numbers; as short as they are told apart. */
function bothWords(first, second) {
  const both = first === null || second === null ? [first, second] : shortened([first, second]);
  return both.map((one) => numberWords(one, null)).join(" and ");
}

/** The number that carries the verdict and is furthest apart on both engines. */
function furthestCheck(checks, others) {
  const distance = ({ first, second }) =>
    first === second ? 0 : Math.abs(first - second) / Math.max(Math.abs(first), Math.abs(second));
  const apart = checks.flatMap(({ name, role, value: first }) => {
    const second = others.find((other) => other.name === name)?.value ?? null;
    return role !== "CLAIM" || first === null || second === null ? [] : [{ name, first, second }];
  });
  return apart.toSorted((left, right) => distance(right) - distance(left))[0];
}

/** What made another verdict of the one that both engines found. */
function beforeWords({ verdict, uncappedVerdict, crossCheck }) {
  const found = crossCheck.second.verdict;
  if (found === verdict) return "";
  return found === uncappedVerdict ? ", before the cap of its budget" : ", before its controls";
}

/** What the second engine is, what it found, and which numbers of both are furthest apart. */
function crossCheckFacts(evidence) {
  const { crossCheck, checks } = evidence;
  if (crossCheck === null) return [];
  const { agrees, environment, first, second, largest, checks: others } = crossCheck;
  const [verdict] = verdictWords(second.verdict);
  const isSame = first.verdict === second.verdict;
  const told = isSame ? "the same, not for the same reason" : "another";
  const words = agrees ? `${verdict} on both${beforeWords(evidence)}` : `${told}: ${verdict}`;
  const check = furthestCheck(checks, others);
  const lines = [
    check && `${check.name}: ${bothWords(check.first, check.second)}`,
    largest &&
      `${largest.quantity} of ${largest.arm}, seed ${largest.seed}: ${bothWords(largest.first, largest.second)}`,
  ];
  const apart = lines.filter(Boolean).map((line) => element("div", {}, line));
  return [
    ["Second engine", engineWords(environment)],
    ["Its verdict", element("span", agrees ? {} : { class: "open-text" }, words)],
    ["Furthest apart", apart.length === 0 ? null : element("div", {}, ...apart)],
  ];
}

function evidenceParts(evidence, slug) {
  const { budget, environment, release, crossCheck } = evidence;
  const again = crossCheck === null ? "" : ` --cross-check=${crossCheck.environment.engine}`;
  const command = `npx corollary verify ${slug} --budget ${budgetWords(budget)}${again}`;
  const certificates = [...new Set(evidence.certificates.map(({ name }) => name))];
  return [
    ...evidence.figures.map(drawFigure),
    ...titled("Negative controls", controlsTable(evidence.controls)),
    ...titled("Checks", checksTable(evidence.checks)),
    ...titled(
      "How it was computed",
      element(
        "dl",
        { class: "facts" },
        ...facts([
          ["Seeds", evidence.seeds.join(", ")],
          [
            "Numbers",
            [...new Set([evidence.kind.toLowerCase(), environment.precision])].join(", "),
          ],
          ["Engine", engineWords(environment)],
          ...crossCheckFacts(evidence),
          [
            "Certificates",
            certificates.length === 0
              ? null
              : `${evidence.certificates.length}: ${certificates.join(", ")}`,
          ],
          ["Evidence", element("code", {}, evidence.digest)],
          [
            "Release",
            element("code", {}, `${release.version} (${release.sourceDigest.slice(0, 12)})`),
          ],
          ["Decided", new Date(evidence.createdAt).toLocaleString()],
          ["Repeat it", element("code", {}, command)],
        ]),
      ),
    ),
  ];
}

function statementParts(claim) {
  const provenance = claim.provenance.map((one) => `${one.of}: ${provenanceWords(one.provenance)}`);
  return [
    element("p", {}, claim.statement),
    ...formulaParts(claim),
    element(
      "p",
      { class: "quiet" },
      `${claim.locator}; ${claim.sourceVersion}. `,
      provenance.join("; "),
    ),
  ];
}

function fineprint(claim) {
  const parts = [
    ["Hypotheses", claim.hypotheses.map(({ name, statement }) => `${name}: ${statement}`)],
    [
      "The paper reports",
      claim.reportedFigures.map(({ name, value, locator }) => `${name}: ${value} (${locator})`),
    ],
    ["Limits", claim.limits],
    ["Deviations from the paper", claim.deviations],
  ];
  return parts
    .filter(([, items]) => items.length > 0)
    .flatMap(([title, items]) => titled(title, list(items)));
}

function plannedControls({ controls }) {
  const words = controls.map(({ name, because }) => `${name}: ${because}`);
  return titled("Negative controls", list(words));
}

/** Everything about one claim at one budget, or at that of its newest evidence: the body of its card. */
export async function loadClaim(slug, budget) {
  const { claim } = await askData(CLAIM, { slug, budget });
  const evidence = claim.currentVerdict?.evidence ?? null;
  const form = verifyForm(slug, budget ?? evidence?.budget ?? "QUICK");
  const body = evidence === null ? plannedControls(claim) : evidenceParts(evidence, slug);
  return [...statementParts(claim), form, ...body, ...fineprint(claim)];
}
