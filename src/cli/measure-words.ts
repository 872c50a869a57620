/** What a measure answered, for people. */
import type { RequestedAnswer, RequestedMeasure } from "../compute/measures/requested/index.ts";
import { alignRows } from "./output.ts";

type Value = RequestedAnswer["numbers"][string];

type Row = readonly number[];

/** What stands below its name: a table by rows, or a vector on one line; null for a single value. */
function rowsOf(value: Value): readonly Row[] | null {
  if (!Array.isArray(value)) return null;
  const entries = value as readonly (number | Row)[];
  const isTable = entries.some((entry) => typeof entry !== "number");
  return isTable ? (entries as readonly Row[]) : [entries as Row];
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

function headOf(value: Value): string {
  const rows = rowsOf(value);
  if (rows === null) return String(value);
  const [first] = rows;
  return rows.length === 1 && first ? counted(first.length, "number") : counted(rows.length, "row");
}

/** A line for each number with what it means; what are many stand below it. */
function numberLines(
  numbers: RequestedAnswer["numbers"],
  meanings: RequestedMeasure["meanings"],
): string[] {
  const entries = Object.entries(numbers);
  const heads = alignRows(
    entries.map(([name, value]) => [name, headOf(value), meanings[name] ?? ""]),
  );
  return entries.flatMap(([, value], at) => [
    `  ${heads[at] ?? ""}`,
    ...alignRows((rowsOf(value) ?? []).map((row) => row.map(String))).map((line) => `    ${line}`),
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
