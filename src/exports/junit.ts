import { tierWords, type ComparedClaim } from "../domain/regression.ts";
import { claimsOf, severityOf, wholeProblem, type RegressionReport } from "./regression-report.ts";
import { claimDetails, decisiveWords, describeSides } from "./regression-words.ts";
import { xmlElement, xmlText } from "./xml.ts";

interface TestCase {
  readonly suite: string;
  readonly name: string;
  readonly outcome: "failure" | "error" | "passed";
  /** Elements inside of it. */
  readonly content: readonly string[];
}

function toTestCase(report: RegressionReport, item: ComparedClaim): TestCase {
  const { paper, claim, budget, tier } = item;
  const severity = severityOf(tier);
  const { path, line } = report.placeOf(claim);
  const details = xmlText([item.reason, ...claimDetails(item), `${path}:${line}`].join("\n"));
  const named = { suite: paper, name: `${claim} at ${budget}` };
  if (severity === "failure" || severity === "error") {
    const said = { type: tier, message: `${tierWords(tier)}: ${decisiveWords(item)}` };
    return { ...named, outcome: severity, content: [xmlElement(severity, said, [details])] };
  }
  const content = severity === "none" ? [] : [xmlElement("system-out", {}, [details])];
  return { ...named, outcome: "passed", content };
}

function wholeTestCase(report: RegressionReport): TestCase[] {
  const problem = wholeProblem(report);
  if (problem === null) return [];
  const { code: type, message } = problem;
  const content = [xmlElement("error", { type, message }, [xmlText(message)])];
  const name = `comparison with ${report.baseline.name || "nothing"}`;
  return [{ suite: "corollary", name, outcome: "error", content }];
}

/** Readers compute with times; ours would change from run to run. */
const NO_TIME = { time: 0 };

function totals(cases: readonly TestCase[]) {
  const count = (wanted: TestCase["outcome"]) =>
    cases.filter(({ outcome }) => outcome === wanted).length;
  return { tests: cases.length, failures: count("failure"), errors: count("error"), ...NO_TIME };
}

function toSuite(name: string, cases: readonly TestCase[]): string {
  const elements = cases.map(
    (one) =>
      `\n    ${xmlElement("testcase", { classname: name, name: one.name, ...NO_TIME }, one.content)}`,
  );
  return `\n  ${xmlElement("testsuite", { name, ...totals(cases), skipped: 0 }, [...elements, "\n  "])}`;
}

/**
 * JUnit XML as Jenkins and the code hosts read it: one suite a paper, one case a claim. A regressed,
 * gone or changed claim fails; what cannot be decided is an error, and so is having nothing to compare.
 */
export function toJUnit(report: RegressionReport): string {
  const cases = [
    ...wholeTestCase(report),
    ...claimsOf(report).map((item) => toTestCase(report, item)),
  ];
  const suites = [...Map.groupBy(cases, ({ suite }) => suite)].map(([name, ofIt]) =>
    toSuite(name, ofIt),
  );
  const whole = xmlElement("testsuites", { name: describeSides(report), ...totals(cases) }, [
    ...suites,
    "\n",
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${whole}\n`;
}
