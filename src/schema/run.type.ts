import { Field, Float, Int, ObjectType } from "type-graphql";
import type { Measurement } from "../domain/measurement.ts";
import type { RunStatus } from "../domain/run-status.ts";
import { connectionType } from "./connection.ts";
import { NonFiniteStateEnum, RunStatusEnum } from "./enums.ts";
import { NodeInterface } from "./node.type.ts";
import { DateTime, SafeInt } from "./scalars.ts";

@ObjectType("Measurement", { description: "One number that was measured." })
export class MeasurementType {
  @Field(() => String)
  name: string;

  @Field(() => Float, { nullable: true, description: "Null where it is not finite." })
  value: number | null;

  @Field(() => String, {
    nullable: true,
    description: "The value as an integer of any size or p/q, where it is exact.",
  })
  exact: string | null;

  @Field(() => String, { nullable: true })
  unit: string | null;

  @Field(() => Float, { nullable: true, description: "Lower end of its interval." })
  low: number | null;

  @Field(() => Float, { nullable: true, description: "Upper end of its interval." })
  high: number | null;

  @Field(() => NonFiniteStateEnum, { nullable: true })
  state: Measurement["state"];
}

@ObjectType("Run", {
  implements: NodeInterface,
  description: "One arm with one seed, of the protocol or of a negative control.",
})
export class RunType extends NodeInterface {
  @Field(() => String, { nullable: true, description: "The control it belongs to, if any." })
  control: string | null;

  @Field(() => String)
  arm: string;

  @Field(() => SafeInt)
  seed: number;

  @Field(() => String)
  measure: string;

  @Field(() => Boolean, { description: "Whether the second engine computed it." })
  crossCheck: boolean;

  @Field(() => RunStatusEnum)
  status: RunStatus;

  @Field(() => String, { nullable: true, description: "Why it failed or diverged." })
  message: string | null;

  @Field(() => [MeasurementType])
  measurements: MeasurementType[];

  @Field(() => Int, { description: "The attempt of the experiment that computed it." })
  attempt: number;

  @Field(() => Float)
  durationMs: number;

  @Field(() => DateTime)
  createdAt: Date;
}

export const RunConnectionType = connectionType("Run", () => RunType);
