import { IsInt, IsOptional, Max, MaxLength, Min } from "class-validator";
import { ArgsType, Field, Int } from "type-graphql";
import { PlatformError } from "../domain/errors.ts";
import { decodeCursor, type CursorKey, type CursorList } from "./cursor.ts";

/** The largest page of any list. */
export const PAGE_MAXIMUM = 100;
const CURSOR_LENGTH = 500;

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: "How many from the start, 1 to 100. Either `first` or `last` is required.",
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(PAGE_MAXIMUM)
  first?: number | null;

  @Field(() => String, { nullable: true, description: "Only what follows this cursor." })
  @IsOptional()
  @MaxLength(CURSOR_LENGTH)
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "How many from the end, 1 to 100. Either `first` or `last` is required.",
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(PAGE_MAXIMUM)
  last?: number | null;

  @Field(() => String, { nullable: true, description: "Only what precedes this cursor." })
  @IsOptional()
  @MaxLength(CURSOR_LENGTH)
  before?: string | null;
}

/** A page as the services take it: cursors read. */
export interface PageRequest<Key extends CursorKey> {
  readonly first?: number;
  readonly after?: Key;
  readonly last?: number;
  readonly before?: Key;
}

/**
 * Absent and null mean the same in page arguments.
 *
 * @throws PlatformError BAD_INPUT without a size or with two, BAD_CURSOR for a cursor that is none
 */
export function toPageRequest<Key extends CursorKey>(
  list: CursorList,
  args: PageArgs,
): PageRequest<Key> {
  const first = args.first ?? undefined;
  const last = args.last ?? undefined;
  if ((first === undefined) === (last === undefined)) {
    const told = `first: give either first or last, 1 to ${PAGE_MAXIMUM}`;
    throw new PlatformError("BAD_INPUT", told, { path: ["first"] });
  }
  const { after, before } = args;
  return {
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    ...(after == null ? {} : { after: decodeCursor(list, after, "after") as Key }),
    ...(before == null ? {} : { before: decodeCursor(list, before, "before") as Key }),
  };
}
