import { Field, ID, InterfaceType } from "type-graphql";
import type { NodeType } from "../domain/global-id.ts";

/** Rows know their noun by this key; it is set where a row becomes an answer. */
export interface Typed {
  readonly __typename?: NodeType;
}

@InterfaceType("Node", {
  description: "Anything with a global id.",
  resolveType: (value: Typed) => value.__typename,
})
export abstract class NodeInterface {
  @Field(() => ID, { description: "Opaque, and unique among all nouns." })
  id: string;
}
