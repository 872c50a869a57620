import { Field, ObjectType } from "type-graphql";
import { connectionType } from "./connection.ts";
import { NodeInterface } from "./node.type.ts";
import { DateTime } from "./scalars.ts";

@ObjectType("Release", {
  implements: NodeInterface,
  description: "A version of the code that can change a number.",
})
export class ReleaseType extends NodeInterface {
  @Field(() => String)
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
