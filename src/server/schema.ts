// TypeGraphQL reads its decorators through this; it must come before any decorated class.
import "reflect-metadata";
import type { GraphQLSchema } from "graphql";
import { buildSchemaSync } from "type-graphql";
import { resolvers } from "../resolvers/index.ts";

/**
 * The schema, from the decorated classes. class-validator is set up here and nowhere else: what is
 * not declared is refused, and no error repeats what the caller sent.
 */
export function createSchema(): GraphQLSchema {
  return buildSchemaSync({
    resolvers,
    validate: {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validationError: { target: false, value: false },
    },
  });
}
