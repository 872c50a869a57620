import { element } from "./dom.js";
import { numberWords, shortened, verdictWords } from "./words.js";

export function engineWords({ engine, device, threads, versions }) {
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
export function crossCheckFacts(evidence) {
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
