import { Arg, Args, Ctx, ID, Query, Resolver } from "type-graphql";
import { keyOfGlobalId } from "../domain/global-id.ts";
import { PageArgs } from "../schema/page.args.ts";
import { ReleaseConnectionType, ReleaseType } from "../schema/release.type.ts";
import { answerList, lists, orNull, toRelease } from "./answers.ts";
import type { Context } from "./context.ts";

@Resolver(() => ReleaseType)
export class ReleaseResolver {
  @Query(() => ReleaseType, { nullable: true })
  async release(@Arg("id", () => ID) id: string, @Ctx() { services }: Context) {
    const key = keyOfGlobalId(id, "Release", ["id"]);
    return orNull(await services.reads.findRelease({ id: key }), toRelease);
  }

  @Query(() => ReleaseConnectionType, { description: "Newest first." })
  releases(@Args(() => PageArgs) args: PageArgs, @Ctx() { services }: Context) {
    return answerList(lists.releases, args, services.reads.releases());
  }
}
