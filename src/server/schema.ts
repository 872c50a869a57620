// TypeGraphQL reads its decorators through this; it must come before any decorated class.
import "reflect-metadata";
import type { GraphQLSchema } from "graphql";
import { buildSchemaSync } from "type-graphql";
import { resolvers } from "../resolvers/index.ts";
import { validateInput } from "./validate-input.ts";

/** The schema, from the decorated classes. */
export function createSchema(): GraphQLSchema {
  return buildSchemaSync({ resolvers, validateFn: validateInput });
}
