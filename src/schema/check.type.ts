import { Field, Float, ObjectType } from "type-graphql";
import type { Check } from "../domain/evidence-record.ts";
import type { CheckOutcome } from "../domain/verdict.ts";
import { CheckOutcomeEnum, CheckRoleEnum, RelationEnum } from "./enums.ts";

@ObjectType("Check", { description: "One named condition with the number that decided it." })
export class CheckType {
  @Field(() => String)
  name: string;

  @Field(() => CheckRoleEnum)
  role: Check["role"];

  @Field(() => String, { description: "What was measured." })
  quantity: string;

  @Field(() => RelationEnum)
  relation: Check["relation"];

  @Field(() => Float, { nullable: true })
  value: number | null;

  @Field(() => String, { nullable: true, description: "The value, where it is exact." })
  exact: string | null;

  @Field(() => Float, { nullable: true, description: "Lower end of the value's interval." })
  low: number | null;

  @Field(() => Float, { nullable: true, description: "Upper end of the value's interval." })
  high: number | null;

  @Field(() => Float, { nullable: true })
  threshold: number | null;

  @Field(() => String, { nullable: true, description: "The threshold, where it is exact." })
  thresholdExact: string | null;

  @Field(() => CheckOutcomeEnum)
  outcome: CheckOutcome;
}
