import { Field, Float, Int, ObjectType } from "type-graphql";
import type { DriftRule } from "../domain/drift-rule.ts";
import {
  FALSE_ALARM_RATE,
  type Gate,
  type QuantityDrift,
  type Tier,
} from "../domain/regression.ts";
import type { Budget, Verdict } from "../domain/verdict.ts";
import { connectionType } from "./connection.ts";
import {
  BudgetEnum,
  DriftMethodEnum,
  DriftScaleEnum,
  GateEnum,
  TierEnum,
  VerdictEnum,
  WorseSideEnum,
} from "./enums.ts";
import { NodeInterface } from "./node.type.ts";
import { LONG_LISTS, longList } from "./prices.ts";
import { DateTime, SafeInt } from "./scalars.ts";

@ObjectType("QuantityDrift", {
  description: "One quantity before and after. What is not finite, or was not measured, is null.",
})
export class QuantityDriftType {
  @Field(() => String, { description: "Such as `testAccuracy of SB minus LB`." })
  name: string;

  @Field(() => DriftScaleEnum, { description: "How before, after, drift and margin are given." })
  scale: DriftRule["scale"];

  @Field(() => Float, { description: "The largest drift that is none, on the scale." })
  margin: number;

  @Field(() => WorseSideEnum, { description: "Which direction makes the claim worse off." })
  worse: DriftRule["worse"];

  @Field(() => String, { description: "Why this margin." })
  because: string;

  @Field(() => DriftMethodEnum, { description: "How the drift was judged." })
  method: QuantityDrift["method"];

  @Field(() => Int, { description: "How many seeds gave a finite number in the baseline." })
  seedsBefore: number;

  @Field(() => Int, { description: "How many seeds gave a finite number in the candidate." })
  seedsAfter: number;

  @Field(() => Float, {
    nullable: true,
    description: "Mean over the seeds of the baseline; on the scale LOG, of the logarithms.",
  })
  before: number | null;

  @Field(() => Float, { nullable: true, description: "The same of the candidate." })
  after: number | null;

  @Field(() => Float, { nullable: true, description: "After minus before." })
  drift: number | null;

  @Field(() => String, { nullable: true, description: "The drift, where it is exact." })
  exactDrift: string | null;

  @Field(() => Float, { nullable: true, description: "Lower end of the drift's interval." })
  low: number | null;

  @Field(() => Float, { nullable: true, description: "Upper end of the drift's interval." })
  high: number | null;

  @Field(() => TierEnum, { description: "How this quantity stands." })
  tier: Tier;

  @Field(() => String, { description: "What made it so." })
  reason: string;
}

@ObjectType("ComparedEvidence", { description: "What a comparison keeps of a record." })
export class ComparedEvidenceType {
  @Field(() => String, { description: "SHA-256 of the record." })
  digest: string;

  @Field(() => String, { description: "What was claimed." })
  claimDigest: string;

  @Field(() => String, { description: "What was computed." })
  protocolDigest: string;

  @Field(() => String, { description: "What came out; equal digests mean equal to the last bit." })
  resultDigest: string;

  @Field(() => VerdictEnum, { description: "What was concluded, capped by the budget." })
  verdict: Verdict;

  @Field(() => VerdictEnum, { description: "The verdict that was compared: before any cap." })
  uncappedVerdict: Verdict;

  @Field(() => String, { description: "Why the verdict is what it is." })
  reason: string;

  @Field(() => String, {
    description: "What computed it: engine, device, precision, processor, versions.",
  })
  environment: string;
}

@ObjectType("ComparedClaim", { description: "One claim in two releases." })
export class ComparedClaimType {
  @Field(() => String, { description: "The slug of the claim." })
  slug: string;

  @Field(() => String, { description: "The slug of its paper." })
  paper: string;

  @Field(() => BudgetEnum, { description: "Of both records." })
  budget: Budget;

  @Field(() => TierEnum, { description: "The worst of its parts." })
  tier: Tier;

  @Field(() => String, { description: "What made it so." })
  reason: string;

  @Field(() => ComparedEvidenceType, { nullable: true, description: "Null where it is NEW." })
  before: ComparedEvidenceType | null;

  @Field(() => ComparedEvidenceType, { nullable: true, description: "Null where it is GONE." })
  after: ComparedEvidenceType | null;

  @Field(
    () => [QuantityDriftType],
    longList(
      LONG_LISTS.quantities,
      "Those that have a rule, and those exact ones that drifted; worst first.",
    ),
  )
  quantities: QuantityDriftType[];

  @Field(() => Int, { description: "How many exact numbers were equal." })
  equalQuantities: number;
}

@ObjectType("Regression", {
  implements: NodeInterface,
  description:
    "The evidence of two releases at one budget, compared claim by claim. Written once, never changed.",
})
export class RegressionType extends NodeInterface {
  @Field(() => SafeInt, { description: "Its place among all regressions of this installation." })
  sequence: number;

  @Field(() => BudgetEnum, { description: "Of all evidence that was compared." })
  budget: Budget;

  @Field(() => GateEnum, { description: "Decided by the worst of its claims." })
  gate: Gate;

  @Field(() => String, { description: "Why the gate is what it is." })
  reason: string;

  @Field(() => Int, { description: "How many quantities were judged by an interval." })
  intervals: number;

  @Field(() => Float, { description: "The confidence level of each of those intervals." })
  level: number;

  @Field(() => Float, {
    description:
      "When nothing drifted, in at most this share of comparisons one of all intervals misses the truth.",
  })
  falseAlarmRate(): number {
    return FALSE_ALARM_RATE;
  }

  @Field(() => String, { description: "SHA-256 of the comparison." })
  digest: string;

  @Field(() => DateTime, { description: "When it was first compared." })
  createdAt: Date;
}

export const RegressionConnectionType = connectionType("Regression", () => RegressionType);
