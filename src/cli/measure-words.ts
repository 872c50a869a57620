/** What a measure answered, for people. */
import type { RequestedAnswer, RequestedMeasure } from "../compute/measures/requested/index.ts";
import { alignRows } from "./output.ts";

type Value = RequestedAnswer["numbers"][string];

const isTable = (value: Value): value is readonly (readonly number[])[] =>
  Array.isArray(value) && value.every((row) => Array.isArray(row));

function inline(value: Value): string {
  return Array.isArray(value) ? `[${value.map(String).join(", ")}]` : String(value);
}

/** A line for each number; those of a table stand below it. */
function numberLines(
  numbers: RequestedAnswer["numbers"],
  meanings: RequestedMeasure["meanings"],
): string[] {
  const entries = Object.entries(numbers);
  const heads = alignRows(
    entries.map(([name, value]) => [
      name,
      isTable(value) ? `${value.length} rows` : inline(value),
      meanings[name] ?? "",
    ]),
  );
  return entries.flatMap(([, value], at) => [
    `  ${heads[at] ?? ""}`,
    ...(isTable(value) ? alignRows(value.map((row) => row.map(String))) : []).map(
      (line) => `    ${line}`,
    ),
  ]);
}

export function describeAnswer(
  { name, title, source, meanings }: RequestedMeasure,
  answer: RequestedAnswer,
): string {
  return [
    `${name}: ${answer.status}`,
    ...("reason" in answer ? [`  ${answer.reason}`] : []),
    `  ${title}`,
    `  ${source}`,
    ...numberLines(answer.numbers, meanings),
    ...(answer.certificate === undefined
      ? []
      : ["  a certificate: --certificate <file> writes it"]),
  ].join("\n");
}
