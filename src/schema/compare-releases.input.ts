import { IsIn, IsOptional, IsString, MaxLength } from "class-validator";
import { Field, ID, InputType } from "type-graphql";
import { BUDGETS, type Budget } from "../domain/verdict.ts";
import { BudgetEnum } from "./enums.ts";
import { ID_LENGTH, idempotencyKeyOptions } from "./verify.input.ts";

@InputType("CompareReleasesInput")
export class CompareReleasesInput {
  @Field(() => ID, { description: "The global id of the release that is compared with." })
  @MaxLength(ID_LENGTH)
  baseline: string;

  @Field(() => ID, { description: "The global id of the release that is judged." })
  @MaxLength(ID_LENGTH)
  candidate: string;

  @Field(() => BudgetEnum, {
    defaultValue: "quick",
    description: "The budget of the evidence that is compared.",
  })
  @IsIn(BUDGETS)
  budget: Budget;

  @Field(() => String, idempotencyKeyOptions("regression"))
  @IsOptional()
  @IsString()
  idempotencyKey?: string | null;
}
