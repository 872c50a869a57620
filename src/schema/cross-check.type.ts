import { Field, Float, ObjectType } from "type-graphql";
import type { Disagreement } from "../domain/disagreement.ts";
import type { ReasonCode, Verdict } from "../domain/verdict.ts";
import { CheckType } from "./check.type.ts";
import { ReasonCodeEnum, VerdictEnum } from "./enums.ts";
import { EnvironmentType } from "./environment.type.ts";
import { LONG_LISTS, longList, priced, PRICES } from "./prices.ts";
import { SafeInt } from "./scalars.ts";

@ObjectType("OwnVerdict", {
  description:
    "What a claim's own runs say on one engine, before its controls are asked and before the cap of its budget.",
})
export class OwnVerdictType {
  @Field(() => VerdictEnum)
  verdict: Verdict;

  @Field(() => ReasonCodeEnum)
  reasonCode: ReasonCode;

  @Field(() => String)
  reason: string;
}

@ObjectType("Disagreement", { description: "One measurement on the first and the second engine." })
export class DisagreementType {
  @Field(() => String)
  arm: string;

  @Field(() => SafeInt)
  seed: number;

  @Field(() => String, { description: "What was measured." })
  quantity: string;

  @Field(() => Float, { nullable: true, description: "Null where it is not finite." })
  first: number | null;

  @Field(() => Float, { nullable: true, description: "Null where it is not finite." })
  second: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "|first - second|; null where the two cannot be compared.",
  })
  difference: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "The same over the larger of both in size; null where they cannot be compared.",
  })
  relative: number | null;
}

@ObjectType("CrossCheck", {
  description:
    "The protocol's own runs on a second engine. Verdicts and their reasons are compared; numbers of long trainings may differ.",
})
export class CrossCheckType {
  @Field(() => EnvironmentType, { description: "The second engine." })
  environment: EnvironmentType;

  @Field(() => Boolean, { description: "Whether both found the same verdict for the same reason." })
  agrees: boolean;

  @Field(() => OwnVerdictType)
  first: OwnVerdictType;

  @Field(() => OwnVerdictType)
  second: OwnVerdictType;

  @Field(() => [CheckType], priced(PRICES.checks, "What was asked of the second engine's numbers."))
  checks: CheckType[];

  @Field(() => DisagreementType, {
    nullable: true,
    description: "The largest, relative to the numbers; null where nothing was measured.",
  })
  largest: Disagreement | null;

  @Field(
    () => [DisagreementType],
    longList(
      LONG_LISTS.disagreements,
      "One a measurement, the largest first.",
      PRICES.disagreements,
    ),
  )
  disagreements: readonly Disagreement[];
}
