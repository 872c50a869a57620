import { askData } from "./api.js";
import { crossCheckFacts, engineWords } from "./cross-check.js";
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
} from "./words.js";

const CHECKS_SHOWN = 12;

const CLAIM = `query Claim($slug: String!, $budget: Budget) {
  claim(slug: $slug) {
    statement formula formulaMathml locator sourceVersion evidenceKind limits deviations
    provenance { of provenance }
    hypotheses { name statement }
    reportedFigures { name value locator }
    controls { name because mustFail }
    absentDatasets { name command }
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

function controlRow(control, unchanged) {
  const [outcome, className] = controlWords(control, unchanged);
  const [check] = control.checks;
  const cells = check === undefined ? ["", ""] : comparisonCells(check);
  return [
    element("span", {}, element("strong", {}, control.name), element("br"), control.because),
    control.mustFail,
    ...cells,
    { text: outcome, className },
  ];
}

function controlsTable({ controls, checks }) {
  return table(
    [
      "Negative control, and why it must fail",
      "Check that must fail",
      "Measured",
      "Must be",
      "Outcome",
    ],
    controls.map((control) => controlRow(control, checks)),
  );
}

function evidenceParts(evidence, slug) {
  const { budget, environment, release, crossCheck } = evidence;
  const again = crossCheck === null ? "" : ` --cross-check=${crossCheck.environment.engine}`;
  const command = `npx corollary verify ${slug} --budget ${budgetWords(budget)}${again}`;
  const certificates = [...new Set(evidence.certificates.map(({ name }) => name))];
  return [
    ...evidence.figures.map(drawFigure),
    ...titled("Negative controls", controlsTable(evidence)),
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

/** Everything about one claim at one budget or, where that is null, by its current verdict: the body of its card. */
export async function loadClaim(slug, budget) {
  const { claim } = await askData(CLAIM, { slug, budget });
  const evidence = claim.currentVerdict?.evidence ?? null;
  const form = verifyForm(slug, budget ?? evidence?.budget ?? "QUICK", claim.absentDatasets);
  const body = evidence === null ? plannedControls(claim) : evidenceParts(evidence, slug);
  return [...statementParts(claim), form, ...body, ...fineprint(claim)];
}
