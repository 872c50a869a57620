import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from "class-validator";
import { Field, ID, InputType } from "type-graphql";
import { IDEMPOTENCY_KEY_LENGTH } from "../domain/idempotency-key.ts";
import { ENGINE_CHOICES, type EngineChoice } from "../domain/engine-name.ts";
import { BUDGETS, type Budget } from "../domain/verdict.ts";
import { BudgetEnum, EngineChoiceEnum } from "./enums.ts";

const SLUG_LENGTH = 100;
export const ID_LENGTH = 200;

const { min, max } = IDEMPOTENCY_KEY_LENGTH;

/**
 * No rule of class-validator bounds its length: the service does, and answers in the payload.
 *
 * @param answer what a repeated request is answered with, such as "experiments"
 */
export function idempotencyKeyOptions(answer: string) {
  const description = `A word of the caller's choice, ${min} to ${max} characters. The same key with the same input is answered with the same ${answer}; with another input it is a conflict.`;
  return { nullable: true, description } as const;
}

const FORCE_DESCRIPTION =
  "Verify again even where this release has verified it already. Otherwise the answer is the experiment that exists.";

function crossCheckOptions(what: string) {
  const description = `Computes ${what} on a second engine too: a verdict that changes with it is INCONCLUSIVE. Absent or null: not. Never answered by a verification on one engine alone.`;
  return { nullable: true, description } as const;
}

@InputType("VerifyClaimInput")
export class VerifyClaimInput {
  @Field(() => String, { description: "The slug of the claim." })
  @MaxLength(SLUG_LENGTH)
  claim: string;

  @Field(() => BudgetEnum, { defaultValue: "quick" })
  @IsIn(BUDGETS)
  budget: Budget;

  @Field(() => Boolean, { defaultValue: false, description: FORCE_DESCRIPTION })
  @IsBoolean()
  force: boolean;

  @Field(() => String, idempotencyKeyOptions("experiments"))
  @IsOptional()
  @IsString()
  idempotencyKey?: string | null;

  @Field(() => EngineChoiceEnum, crossCheckOptions("the claim's own runs"))
  @IsOptional()
  @IsIn(ENGINE_CHOICES)
  crossCheck?: EngineChoice | null;
}

@InputType("VerifyPaperInput")
export class VerifyPaperInput {
  @Field(() => String, { description: "The slug of the paper." })
  @MaxLength(SLUG_LENGTH)
  paper: string;

  @Field(() => BudgetEnum, { defaultValue: "quick" })
  @IsIn(BUDGETS)
  budget: Budget;

  @Field(() => Boolean, { defaultValue: false, description: FORCE_DESCRIPTION })
  @IsBoolean()
  force: boolean;

  @Field(() => String, idempotencyKeyOptions("experiments"))
  @IsOptional()
  @IsString()
  idempotencyKey?: string | null;

  @Field(
    () => EngineChoiceEnum,
    crossCheckOptions("the own runs of the claims that an engine computes"),
  )
  @IsOptional()
  @IsIn(ENGINE_CHOICES)
  crossCheck?: EngineChoice | null;
}

@InputType("CancelExperimentInput")
export class CancelExperimentInput {
  @Field(() => ID, { description: "The global id of the experiment." })
  @MaxLength(ID_LENGTH)
  id: string;
}
