import { validate, type ValidationError, type ValidatorOptions } from "class-validator";
import type { ResolverData } from "type-graphql";
import { PlatformError } from "../domain/errors.ts";

/** What is not declared is refused, and no error repeats what the caller sent. */
const SETTINGS: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: false },
};

type Path = readonly string[];

/** The first broken rule of a tree of class-validator's, with the way to it. */
function firstProblem(errors: readonly ValidationError[], path: Path): PlatformError {
  const [error] = errors;
  if (error === undefined)
    return new PlatformError("BAD_INPUT", "The input is not valid", { path });
  const [message] = Object.values(error.constraints ?? {});
  const here = [...path, error.property];
  if (message === undefined) return firstProblem(error.children ?? [], here);
  // Messages begin with the name of the property, which the path has already.
  const problem = message.replace(`${error.property} `, "");
  return new PlatformError("BAD_INPUT", `${here.join(".")}: ${problem}`, { path: here });
}

/** An input object stands under the name of its argument; a class of arguments under none. */
function pathOf(value: object, args: ResolverData["args"]): Path {
  const isArguments = Object.keys(args).some((name) => name in value);
  if (isArguments) return [];
  const named = Object.entries(args).find(([, given]) => typeof given === "object");
  return named === undefined ? [] : [named[0]];
}

/**
 * Checks an argument by the rules on its class; the only place where class-validator is set up.
 *
 * @throws PlatformError BAD_INPUT with the path of the first broken rule
 */
export async function validateInput(
  value: unknown,
  _type: unknown,
  { args }: Pick<ResolverData, "args">,
): Promise<void> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return;
  const errors = await validate(value, SETTINGS);
  if (errors.length > 0) throw firstProblem(errors, pathOf(value, args));
}
