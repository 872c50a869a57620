import { Field, Int, ObjectType } from "type-graphql";
import { EnvironmentType } from "./evidence.type.ts";

@ObjectType("QueueInfo", { description: "Verifications that wait for a worker, or are with one." })
export class QueueInfoType {
  @Field(() => Int)
  waiting: number;

  @Field(() => Int)
  active: number;
}

@ObjectType("SystemInfo", { description: "What is running here." })
export class SystemInfoType {
  @Field(() => String)
  version: string;

  @Field(() => String)
  nodeVersion: string;

  @Field(() => String)
  databaseVersion: string;

  @Field(() => EnvironmentType, { description: "What its numbers are computed with." })
  environment: EnvironmentType;

  @Field(() => QueueInfoType)
  queue: QueueInfoType;
}
