import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { keyOfGlobalId } from "../domain/global-id.ts";
import type { Budget } from "../domain/verdict.ts";
import { BudgetEnum } from "../schema/enums.ts";
import { EvidenceConnectionType } from "../schema/evidence.type.ts";
import { PageArgs } from "../schema/page.args.ts";
import { EvidenceCountType, ReleaseConnectionType, ReleaseType } from "../schema/release.type.ts";
import { answerList, lists, orNull, toRelease, type Answer, type ReleaseRow } from "./answers.ts";
import type { Context } from "./context.ts";

type Release = Answer<ReleaseRow>;

async function countEvidence(
  { evidenceCountsByRelease }: Context["loaders"],
  key: string,
  at: Budget | "any",
): Promise<number> {
  const counts = await evidenceCountsByRelease.load(key);
  return counts
    .filter(({ budget }) => at === "any" || budget === at)
    .reduce((sum, { count }) => sum + count, 0);
}

@Resolver(() => ReleaseType)
export class ReleaseResolver {
  @Query(() => ReleaseType, { nullable: true, description: "By id." })
  async release(@Arg("id", () => ID) id: string, @Ctx() { services }: Context) {
    const key = keyOfGlobalId(id, "Release", ["id"]);
    return orNull(await services.reads.findRelease({ id: key }), toRelease);
  }

  @Query(() => ReleaseConnectionType, { description: "Newest first." })
  releases(@Args(() => PageArgs) args: PageArgs, @Ctx() { services }: Context) {
    return answerList(lists.releases, args, services.reads.releases());
  }

  @FieldResolver(() => Boolean, { description: "Whether it is the verifying code that runs here." })
  current(@Root() release: Release, @Ctx() { services }: Context) {
    return services.system.isCurrent(release);
  }

  @FieldResolver(() => [EvidenceCountType], {
    description: "How much evidence it has, at each budget at which it has any.",
  })
  evidenceCounts(@Root() { key }: Release, @Ctx() { loaders }: Context) {
    return loaders.evidenceCountsByRelease.load(key);
  }

  @FieldResolver(() => EvidenceConnectionType, { description: "Newest first." })
  evidences(
    @Root() { key }: Release,
    @Args(() => PageArgs) args: PageArgs,
    @Arg("budget", () => BudgetEnum, { nullable: true, description: "Only those of this budget." })
    budget: Budget | null,
    @Ctx() { loaders }: Context,
  ) {
    const at = budget ?? "any";
    return answerList(lists.evidences, args, {
      page: (page) => loaders.evidencesByRelease[at].load({ parentId: key, page }),
      count: () => countEvidence(loaders, key, at),
    });
  }
}
