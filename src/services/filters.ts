import type { ExperimentStatus } from "../domain/run-status.ts";
import type { Gate } from "../domain/regression.ts";
import type { Budget, ClaimKind, Verdict } from "../domain/verdict.ts";

export interface ClaimFilter {
  readonly paperId?: string | undefined;
  readonly paperSlug?: string | undefined;
  readonly kind?: ClaimKind | undefined;
  /** Claims whose current verdict is this one: at a budget, or where that is null what they stand by. */
  readonly verdict?: { readonly is: Verdict; readonly budget: Budget | null } | undefined;
  /** Any case, anywhere in slug, title or statement. */
  readonly text?: string | undefined;
}

export interface ExperimentFilter {
  readonly claimId?: string | undefined;
  readonly status?: ExperimentStatus | undefined;
}

export interface EvidenceFilter {
  readonly claimId?: string | undefined;
  readonly budget?: Budget | undefined;
  readonly verdict?: Verdict | undefined;
}

export interface RegressionFilter {
  readonly gate?: Gate | undefined;
}
