import { Field, Int, ObjectType } from "type-graphql";

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

  @Field(() => String, {
    description:
      "What new experiments of claims that train are computed by: an engine by name, or `auto`, which takes the fastest for each claim that is here.",
  })
  engine: string;

  @Field(() => QueueInfoType)
  queue: QueueInfoType;
}
