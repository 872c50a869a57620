import { InvalidArgumentError, Option } from "commander";
import { ENGINE_CHOICES, type EngineChoice } from "../domain/engine-name.ts";
import { BUDGETS, type Budget } from "../domain/verdict.ts";
import { nearestNames } from "./catalogue.ts";

/** Accepts both `quick`, as people type it, and `QUICK`, as the API spells it. */
function parseBudget(word: string): Budget {
  const budget = BUDGETS.find((one) => one === word.toLowerCase());
  if (budget === undefined) {
    throw new InvalidArgumentError(`a budget is one of ${BUDGETS.join(", ")}`);
  }
  return budget;
}

function parseEngine(word: string): EngineChoice {
  const choice = ENGINE_CHOICES.find((one) => one === word);
  if (choice === undefined) {
    const [nearest] = nearestNames(word, ENGINE_CHOICES);
    const meant = nearest === undefined ? "" : `did you mean ${nearest}? `;
    throw new InvalidArgumentError(`${meant}an engine is one of ${ENGINE_CHOICES.join(", ")}`);
  }
  return choice;
}

export function engineOption(description: string): Option {
  return new Option("--engine <engine>", `${description}: ${ENGINE_CHOICES.join(", ")}`).argParser(
    parseEngine,
  );
}

/** Without a value: the engine that the platform takes. */
export function crossCheckOption(): Option {
  const description = `compute the claims' own runs on a second engine too, and compare the verdicts: ${ENGINE_CHOICES.join(", ")}`;
  return new Option("--cross-check [engine]", description).preset("auto").argParser(parseEngine);
}

export function budgetOption(description: string): Option {
  return new Option("--budget <budget>", `${description}: ${BUDGETS.join(", ")}`)
    .argParser(parseBudget)
    .default("quick");
}
