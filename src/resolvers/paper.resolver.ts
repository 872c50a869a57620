import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { ClaimConnectionType } from "../schema/claim.type.ts";
import { PageArgs } from "../schema/page.args.ts";
import { CATALOGUE_LISTS, catalogueList } from "../schema/prices.ts";
import { PaperConnectionType, PaperType } from "../schema/paper.type.ts";
import { answerList, lists, orNull, toPaper, type Answer, type PaperRow } from "./answers.ts";
import type { Context } from "./context.ts";

@Resolver(() => PaperType)
export class PaperResolver {
  @Query(() => PaperType, { nullable: true })
  async paper(@Arg("slug", () => String) slug: string, @Ctx() { services }: Context) {
    return orNull(await services.reads.findPaper({ slug }), toPaper);
  }

  @Query(() => PaperConnectionType, catalogueList(CATALOGUE_LISTS.papers, "By slug."))
  papers(@Args(() => PageArgs) args: PageArgs, @Ctx() { services }: Context) {
    return answerList(lists.papers, args, services.reads.papers());
  }

  @FieldResolver(
    () => ClaimConnectionType,
    catalogueList(CATALOGUE_LISTS.claimsOfPaper, "By slug."),
  )
  claims(
    @Root() { key }: Answer<PaperRow>,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ) {
    return answerList(lists.claims, args, {
      page: (page) => loaders.claimsByPaper.load({ parentId: key, page }),
      count: () => loaders.claimCountByPaper.load(key),
    });
  }
}
