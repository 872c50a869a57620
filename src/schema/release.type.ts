import { Field, Int, ObjectType } from "type-graphql";
import type { Budget } from "../domain/verdict.ts";
import { connectionType } from "./connection.ts";
import { BudgetEnum } from "./enums.ts";
import { NodeInterface } from "./node.type.ts";
import { DateTime } from "./scalars.ts";

@ObjectType("EvidenceCount", { description: "How much evidence there is at one budget." })
export class EvidenceCountType {
  @Field(() => BudgetEnum, { description: "The budget that is counted." })
  budget: Budget;

  @Field(() => Int, { description: "Records, of a claim that was verified again too." })
  count: number;
}

@ObjectType("Release", {
  implements: NodeInterface,
  description: "A version of the code that can change a number.",
})
export class ReleaseType extends NodeInterface {
  @Field(() => String, { description: "Of the product; versions alone do not tell two apart." })
  version: string;

  @Field(() => String, { description: "SHA-256 of the verifying sources." })
  sourceDigest: string;

  @Field(() => String, { description: "SHA-256 of the locked versions that they import." })
  dependencyDigest: string;

  @Field(() => String, { nullable: true, description: "Git commit, where it was known." })
  commit: string | null;

  @Field(() => DateTime, { description: "When this installation first saw it." })
  createdAt: Date;
}

export const ReleaseConnectionType = connectionType("Release", () => ReleaseType);
