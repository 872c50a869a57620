import { IsIn, IsOptional, MaxLength } from "class-validator";
import { Field, InputType } from "type-graphql";
import {
  BUDGETS,
  CLAIM_KINDS,
  VERDICTS,
  type Budget,
  type ClaimKind,
  type Verdict,
} from "../domain/verdict.ts";
import { BudgetEnum, ClaimKindEnum, VerdictEnum } from "./enums.ts";

const SLUG_LENGTH = 100;
const TEXT_LENGTH = 200;

@InputType("ClaimFilter", { description: "Every field that is given must match." })
export class ClaimFilterInput {
  @Field(() => String, { nullable: true, description: "The slug of a paper." })
  @IsOptional()
  @MaxLength(SLUG_LENGTH)
  paper?: string | null;

  @Field(() => ClaimKindEnum, { nullable: true })
  @IsOptional()
  @IsIn(CLAIM_KINDS)
  kind?: ClaimKind | null;

  @Field(() => VerdictEnum, { nullable: true, description: "Its current verdict." })
  @IsOptional()
  @IsIn(VERDICTS)
  verdict?: Verdict | null;

  @Field(() => BudgetEnum, {
    nullable: true,
    description: "The budget of `verdict`; without one, that of the claim's `currentVerdict`.",
  })
  @IsOptional()
  @IsIn(BUDGETS)
  budget?: Budget | null;

  @Field(() => String, {
    nullable: true,
    description: "Words that slug, title or statement contains, in any case.",
  })
  @IsOptional()
  @MaxLength(TEXT_LENGTH)
  text?: string | null;
}
