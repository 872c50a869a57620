import type { ApolloServerPlugin } from "@apollo/server";
import type { Context } from "../resolvers/context.ts";
import { assertMay, type Standing } from "./auth.ts";
import { assertAffordable, countCost, estimateCost, LIMITS } from "./limits.ts";
import { assertStorableInputs } from "./string-inputs.ts";

export interface GuardedContext extends Context {
  readonly standing: Standing;
}

const RETRY_SECONDS = "5";

/**
 * Looks at each request between its validation and its execution: who asks, with which strings, at
 * what cost. Afterwards says the cost, and turns an absent database into a 503.
 */
export const requestGuard: ApolloServerPlugin<GuardedContext> = {
  requestDidStart() {
    let requested: number | null = null;
    return Promise.resolve({
      didResolveOperation({ request, schema, document, operation, contextValue }) {
        // Typed as if it might be missing; Apollo calls this only once it has one.
        if (operation === undefined) return Promise.resolve();
        assertMay(operation.operation, contextValue.standing);
        const variables = (request.variables ?? {}) as Record<string, unknown>;
        assertStorableInputs(document, variables);
        requested = estimateCost({ schema, document, operation, variables });
        assertAffordable(requested);
        return Promise.resolve();
      },
      willSendResponse({ response }) {
        const { body, http } = response;
        if (body.kind !== "single") return Promise.resolve();
        const { data, errors = [] } = body.singleResult;
        if (requested !== null) {
          const cost = { requested, actual: countCost(data ?? {}), limit: LIMITS.cost };
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
