import { Field, Int, ObjectType } from "type-graphql";
import { connectionType } from "./connection.ts";
import { NodeInterface } from "./node.type.ts";

@ObjectType("Paper", {
  implements: NodeInterface,
  description: "A citable document at a version, with the claims of it that are executable so far.",
})
export class PaperType extends NodeInterface {
  @Field(() => String, { description: "Stable once landed, such as sharir2018-overlaps." })
  slug: string;

  @Field(() => String)
  title: string;

  @Field(() => [String])
  authors: string[];

  @Field(() => String)
  venue: string;

  @Field(() => Int)
  year: number;

  @Field(() => String, { nullable: true })
  arxivId: string | null;

  @Field(() => String, { nullable: true })
  doi: string | null;

  @Field(() => String, { description: "The version that the claims were taken from." })
  versionRead: string;

  @Field(() => String, { description: "What the paper says, and how much of it was read." })
  summary: string;
}

export const PaperConnectionType = connectionType("Paper", () => PaperType);
