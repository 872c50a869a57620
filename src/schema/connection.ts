import { Field, Int, ObjectType, type ClassType } from "type-graphql";
import { encodeCursor, type CursorKey } from "./cursor.ts";

@ObjectType("PageInfo", { description: "Where a page stands in its list." })
export class PageInfoType {
  @Field(() => Boolean)
  hasNextPage: boolean;

  @Field(() => Boolean)
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true })
  startCursor: string | null;

  @Field(() => String, { nullable: true })
  endCursor: string | null;
}

/** A page of a list as a client sees it. */
export interface Connection<Item> {
  readonly edges: readonly { readonly cursor: string; readonly node: Item }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  /** Counts the whole list; called only when a client asks for `totalCount`. */
  readonly count: () => Promise<number>;
}

/** Makes the Relay connection and edge types of one noun, such as PaperConnection, PaperEdge. */
export function connectionType<Node extends object>(noun: string, node: () => ClassType<Node>) {
  @ObjectType(`${noun}Edge`)
  class EdgeType {
    @Field(() => String, { description: "The place of this node in the list." })
    cursor: string;

    @Field(node)
    node: Node;
  }

  @ObjectType(`${noun}Connection`)
  class ConnectionType {
    @Field(() => [EdgeType])
    edges: EdgeType[];

    @Field(() => PageInfoType)
    pageInfo: PageInfoType;

    readonly count: () => Promise<number>;

    @Field(() => Int, { description: "The length of the whole list. Counted only when asked for." })
    totalCount(): Promise<number> {
      return this.count();
    }
  }
  return ConnectionType;
}

/** One page, each item with the value of the list's order column. */
export interface PlacedPage<Item> {
  readonly items: readonly { readonly key: CursorKey; readonly node: Item }[];
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

/** @param list the name of the list, which its cursors carry */
export function toConnection<Item>(
  list: string,
  page: PlacedPage<Item>,
  count: () => Promise<number>,
): Connection<Item> {
  const edges = page.items.map(({ key, node }) => ({ cursor: encodeCursor(list, key), node }));
  const pageInfo = {
    hasNextPage: page.hasNext,
    hasPreviousPage: page.hasPrevious,
    startCursor: edges.at(0)?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { edges, pageInfo, count };
}
