import { z } from "zod";
import { driftRuleSchema } from "./drift-rule.ts";
import { BUDGETS, PROVENANCES } from "./verdict.ts";

/** The shapes in which a claim's words are stored beside its row; texts as the claim file has them. */
export const provenanceListSchema = z.array(
  z.strictObject({ of: z.string(), provenance: z.enum(PROVENANCES) }),
);
export const hypothesisListSchema = z.array(
  z.strictObject({ name: z.string(), statement: z.string() }),
);
export const controlWordsListSchema = z.array(
  z.strictObject({ name: z.string(), because: z.string(), mustFail: z.string() }),
);
export const reportedFigureListSchema = z.array(
  z.strictObject({ name: z.string(), value: z.string(), locator: z.string() }),
);
export const textListSchema = z.array(z.string());
export const seedListSchema = z.array(z.int().nonnegative());

/** What is computed at one budget, without the settings: their digest stands for them. */
export const protocolSummaryListSchema = z.array(
  z.strictObject({
    budget: z.enum(BUDGETS),
    digest: z.string(),
    seeds: seedListSchema,
    arms: z.array(z.strictObject({ name: z.string(), measure: z.string() })),
    runCount: z.int().nonnegative(),
    /** Rows that an earlier version wrote have none. */
    drift: z.array(driftRuleSchema).default([]),
  }),
);
export type ProtocolSummary = z.infer<typeof protocolSummaryListSchema>[number];
