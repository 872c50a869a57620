/** Whether variables fit their operation, told without what the caller sent. */
import {
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { PlatformError } from "../domain/errors.ts";

/** What graphql-js says of a value, without the value and without names of similar things. */
export function withoutValue(message: string): string {
  return message
    .replace(/ ?Did you mean .*$/s, "")
    .replace(
      /Int cannot represent non 32-bit signed integer value.*$/s,
      "Int must be between -2147483648 and 2147483647",
    )
    .replace(/^Value ".*?" does not exist in "(\w+)" enum\./s, "$1 has no such value")
    .replace(/( cannot represent .*?value): .*$/s, "$1")
    .replace(/, found .*$/s, "");
}

const NAME = /^Variable "\$(\w+)"/;
/** At the end of what stands before the reason. */
const PLACE = / at "\w+((?:\.\w+|\[\d+\])*)"$/;

function toProblem({ message, originalError }: GraphQLError): PlatformError {
  const [, name = ""] = NAME.exec(message) ?? [];
  // With a reason of its own, the message is: the variable, the value, the place; the reason.
  const reason = originalError?.message;
  const before = reason === undefined ? "" : message.slice(0, -`; ${reason}`.length);
  const [, place = ""] = PLACE.exec(before) ?? [];
  const steps = place.match(/\w+/g) ?? [];
  const path = [name, ...steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step))];
  const told = reason ?? message.replace(/^Variable "\$\w+" /, "");
  return new PlatformError("BAD_INPUT", `${path.join(".")}: ${withoutValue(told)}`, { path });
}

/** @throws PlatformError BAD_INPUT with the path of the first that does not fit */
export function assertVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): void {
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  const [error] = errors ?? [];
  if (error !== undefined) throw toProblem(error);
}
