import type { ApolloServerPlugin } from "@apollo/server";
import {
  GraphQLError,
  type FormattedExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import type { Context } from "../resolvers/context.ts";
import { assertMay, type Standing } from "./auth.ts";
import { PlatformError } from "../domain/errors.ts";
import { isTooLarge } from "./answer-size.ts";
import { assertAffordable, estimateCost, LIMITS, tooLarge } from "./limits.ts";
import { assertStorableInputs } from "./string-inputs.ts";
import { assertVariables } from "./variables.ts";

export interface GuardedContext extends Context {
  readonly standing: Standing;
}

const RETRY_SECONDS = "5";

/** What the caller did wrong, found before anything was executed, is a 400. */
function refusing<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const { code, message } = error;
    const extensions = { code, http: { status: 400 } };
    throw new GraphQLError(message, { originalError: error, extensions });
  }
}

function assertOffered(schema: GraphQLSchema, { operation }: OperationDefinitionNode): void {
  if (schema.getRootType(operation) != null) return;
  throw new PlatformError("BAD_INPUT", `This API has no ${operation}s; poll an experiment instead`);
}

/** Said once the answer is known: estimates are rough, and this bound is not. */
function answerTooLarge(): FormattedExecutionResult {
  const megabytes = LIMITS.answerBytes / 1_000_000;
  const { message, extensions } = tooLarge(
    `The answer is larger than ${megabytes} MB; ask for smaller pages or fewer documents`,
  );
  return { errors: [{ message, extensions: { code: extensions["code"] } }] };
}

/**
 * Looks at each request between its validation and its execution: who asks, with which strings, at
 * what cost. Afterwards says the cost, refuses an answer that is too large to be sent, and turns an
 * absent database into a 503.
 */
export const requestGuard: ApolloServerPlugin<GuardedContext> = {
  requestDidStart() {
    let requested: number | null = null;
    return Promise.resolve({
      didResolveOperation({ request, schema, document, operation, contextValue }) {
        // Typed as if it might be missing; Apollo calls this only once it has one.
        if (operation === undefined) return Promise.resolve();
        const variables = (request.variables ?? {}) as Record<string, unknown>;
        refusing(() => {
          assertOffered(schema, operation);
          assertStorableInputs(document, variables);
          assertVariables(schema, operation, variables);
        });
        assertMay(operation.operation, contextValue.standing);
        requested = estimateCost({ schema, document, operation, variables });
        assertAffordable(requested);
        return Promise.resolve();
      },
      willSendResponse({ response }) {
        const { body, http } = response;
        if (body.kind !== "single") return Promise.resolve();
        if (isTooLarge(body.singleResult)) {
          body.singleResult = answerTooLarge();
          http.status = 400;
        }
        const { errors = [] } = body.singleResult;
        if (requested !== null) {
          const cost = { requested, limit: LIMITS.cost };
          body.singleResult.extensions = { ...body.singleResult.extensions, cost };
        }
        if (errors.some(({ extensions }) => extensions?.["code"] === "DATABASE_UNAVAILABLE")) {
          http.status = 503;
          http.headers.set("retry-after", RETRY_SECONDS);
        }
        return Promise.resolve();
      },
    });
  },
};
