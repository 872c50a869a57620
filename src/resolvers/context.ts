import type { Loaders } from "../services/loaders.ts";
import type { Services } from "../services/services.ts";

/** What a resolver may reach: made anew for each request. */
export interface Context {
  readonly services: Services;
  /** Batching readers; their caches end with the request. */
  readonly loaders: Loaders;
  /** Whose idempotency keys a mutation uses. */
  readonly caller: string;
}
