import { describeDisagreement } from "../domain/disagreement.ts";
import { numbersInWords } from "../domain/number-words.ts";
import {
  enginesAgree,
  foundOnBoth,
  type Check,
  type CrossCheck,
  type EvidenceRecord,
} from "../domain/evidence-record.ts";

interface Apart {
  readonly name: string;
  readonly first: number;
  readonly second: number;
}

/** The numbers that carry the verdict, on both engines. */
function statisticsOf(checks: readonly Check[], others: readonly Check[]): Apart[] {
  const values = new Map(others.map(({ name, value }) => [name, value]));
  return checks.flatMap(({ name, role, value: first }) => {
    const second = values.get(name) ?? null;
    return role !== "claim" || first === null || second === null ? [] : [{ name, first, second }];
  });
}

const bothWords = ({ first, second }: Apart) => numbersInWords([first, second]).join(" and ");

const distance = ({ first, second }: Apart) =>
  first === second ? 0 : Math.abs(first - second) / Math.max(Math.abs(first), Math.abs(second));

function furthestApart(checks: readonly Check[], crossCheck: CrossCheck): string[] {
  const statistics = statisticsOf(checks, crossCheck.checks);
  const [worst] = statistics.toSorted((left, right) => distance(right) - distance(left));
  const [largest] = crossCheck.disagreements;
  const numbers = crossCheck.disagreements.length;
  return [
    ...(worst === undefined ? [] : [`of its checks ${worst.name}: ${bothWords(worst)}`]),
    ...(largest === undefined ? [] : [`of ${numbers} numbers ${describeDisagreement(largest)}`]),
  ];
}

/** Whether the verdict is the same, then which numbers are furthest apart; no lines for one engine. */
export function describeCrossCheck(record: EvidenceRecord): string[] {
  const { checks, crossCheck } = record;
  if (crossCheck === undefined) return [];
  const { environment, second } = crossCheck;
  const [told, found] = enginesAgree(checks, crossCheck)
    ? ["agrees", foundOnBoth(record, crossCheck)]
    : ["DISAGREES", second.verdict];
  return [
    `  second    ${told} on ${environment.engine} (${environment.precision}): ${found}`,
    ...furthestApart(checks, crossCheck).map((words) => `            furthest apart ${words}`),
  ];
}
