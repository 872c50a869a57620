import { Field, Int, ObjectType } from "type-graphql";
import type { ExperimentStatus } from "../domain/run-status.ts";
import type { Budget } from "../domain/verdict.ts";
import { connectionType } from "./connection.ts";
import { BudgetEnum, ExperimentStatusEnum } from "./enums.ts";
import { NodeInterface } from "./node.type.ts";
import { DateTime, SafeInt } from "./scalars.ts";

@ObjectType("Progress", { description: "How far an experiment is." })
export class ProgressType {
  @Field(() => Int, { description: "Finished runs." })
  done: number;

  @Field(() => Int, { description: "Planned runs, those on a second engine included." })
  total: number;
}

@ObjectType("Experiment", {
  implements: NodeInterface,
  description: "A protocol with every choice made, and how far its computation is.",
})
export class ExperimentType extends NodeInterface {
  @Field(() => BudgetEnum)
  budget: Budget;

  @Field(() => String, { description: "`none` where no engine computes." })
  engine: string;

  @Field(() => String, {
    nullable: true,
    description: "Why that engine; null where none computes.",
  })
  engineReason: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The second engine; null where none was asked for.",
  })
  crossCheck: string | null;

  @Field(() => [SafeInt])
  seeds: number[];

  @Field(() => String)
  claimDigest: string;

  @Field(() => String)
  protocolDigest: string;

  @Field(() => ExperimentStatusEnum)
  status: ExperimentStatus;

  @Field(() => String, { nullable: true, description: "Why it failed, was cancelled or parked." })
  message: string | null;

  @Field(() => String)
  requestedBy: string;

  @Field(() => DateTime)
  createdAt: Date;

  @Field(() => DateTime, { nullable: true })
  startedAt: Date | null;

  @Field(() => DateTime, { nullable: true })
  finishedAt: Date | null;
}

export const ExperimentConnectionType = connectionType("Experiment", () => ExperimentType);
