import type { AbsentDatasetType } from "../schema/claim.type.ts";
import type { Loaders } from "../services/loaders.ts";
import type { Services } from "../services/services.ts";

/** What a resolver may reach: made anew for each request. */
export interface Context {
  readonly services: Services;
  /** Batching readers; their caches end with the request. */
  readonly loaders: Loaders;
  /** Whose idempotency keys a mutation uses. */
  readonly caller: string;
  /** The data sets that a claim, by its slug, needs and that are not on this machine. */
  readonly absentDatasets: (
    slug: string,
  ) => readonly (AbsentDatasetType & { readonly megabytes: string })[];
}
