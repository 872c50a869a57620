import { Field, Int, ObjectType } from "type-graphql";

@ObjectType("SoftwareVersion")
export class SoftwareVersionType {
  @Field(() => String)
  name: string;

  @Field(() => String)
  version: string;
}

@ObjectType("Environment", { description: "What computed the numbers." })
export class EnvironmentType {
  @Field(() => String, { description: "`none` where no engine computed." })
  engine: string;

  @Field(() => String, { description: "CPU or GPU." })
  device: string;

  @Field(() => String, { description: "exact, float32 or float64." })
  precision: string;

  @Field(() => Int, {
    nullable: true,
    description: "Native threads of each computing process; null where no engine was needed.",
  })
  threads: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Architecture, model and vector instructions, which decide about rounding; null where no engine was needed.",
  })
  cpuFeatures: string | null;

  @Field(() => [SoftwareVersionType])
  versions: SoftwareVersionType[];
}
