import { InvalidArgumentError, Option } from "commander";
import { BUDGETS, type Budget } from "../domain/verdict.ts";

/** Accepts both `quick`, as people type it, and `QUICK`, as the API spells it. */
function parseBudget(word: string): Budget {
  const budget = BUDGETS.find((one) => one === word.toLowerCase());
  if (budget === undefined) {
    throw new InvalidArgumentError(`a budget is one of ${BUDGETS.join(", ")}`);
  }
  return budget;
}

export function budgetOption(description: string): Option {
  return new Option("--budget <budget>", `${description}: ${BUDGETS.join(", ")}`)
    .argParser(parseBudget)
    .default("quick");
}
