import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { keyOfGlobalId } from "../domain/global-id.ts";
import type { ComparedClaim, EvidenceSummary, Gate } from "../domain/regression.ts";
import { ClaimType } from "../schema/claim.type.ts";
import { CompareReleasesInput } from "../schema/compare-releases.input.ts";
import { GateEnum } from "../schema/enums.ts";
import { EvidenceType } from "../schema/evidence.type.ts";
import { PageArgs } from "../schema/page.args.ts";
import { CompareReleasesPayloadType } from "../schema/payloads.type.ts";
import { LONG_LISTS, longList, PRICES } from "../schema/prices.ts";
import {
  ComparedClaimType,
  ComparedEvidenceType,
  RegressionConnectionType,
  RegressionType,
} from "../schema/regression.type.ts";
import { ReleaseType } from "../schema/release.type.ts";
import {
  answerList,
  lists,
  orNull,
  toClaim,
  toEvidence,
  toRegression,
  toRelease,
  type Answer,
  type RegressionRow,
} from "./answers.ts";
import type { Context } from "./context.ts";
import { settle } from "./user-errors.ts";

type Regression = Answer<RegressionRow>;
/** `claim` is the node; its name is `slug`. */
type Item = Omit<ComparedClaim, "claim"> & { readonly slug: string };

function toItem({ claim, ...compared }: ComparedClaim): Item {
  return { ...compared, slug: claim };
}

const none: { readonly regression: Regression | null } = { regression: null };

@Resolver(() => RegressionType)
export class RegressionResolver {
  @Query(() => RegressionType, { nullable: true, description: "By id." })
  async regression(@Arg("id", () => ID) id: string, @Ctx() { services }: Context) {
    const key = keyOfGlobalId(id, "Regression", ["id"]);
    return orNull(await services.reads.findRegression({ id: key }), toRegression);
  }

  @Query(() => RegressionConnectionType, { description: "Newest first." })
  regressions(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("gate", () => GateEnum, { nullable: true, description: "Only those with this gate." })
    gate: Gate | null,
    @Ctx() { services }: Context,
  ) {
    const filter = { gate: gate ?? undefined };
    return answerList(lists.regressions, args, services.reads.regressions(filter));
  }

  @Mutation(() => CompareReleasesPayloadType, {
    description:
      "Compares the latest evidence of two releases at one budget. Nothing is computed anew.",
  })
  compareReleases(
    @Arg("input", () => CompareReleasesInput) input: CompareReleasesInput,
    @Ctx() { services, caller }: Context,
  ) {
    const { baseline, candidate, ...options } = input;
    return settle(none, async () => {
      const baselineId = keyOfGlobalId(baseline, "Release", ["baseline"]);
      const candidateId = keyOfGlobalId(candidate, "Release", ["candidate"]);
      const asked = { ...options, baselineId, candidateId, caller };
      return { regression: toRegression(await services.regressions.compare(asked)) };
    });
  }

  @FieldResolver(() => ReleaseType, { description: "What was compared with." })
  async baseline(@Root() { baselineId }: Regression, @Ctx() { loaders }: Context) {
    return toRelease(await loaders.releaseById.load(baselineId));
  }

  @FieldResolver(() => ReleaseType, { description: "What was judged." })
  async candidate(@Root() { candidateId }: Regression, @Ctx() { loaders }: Context) {
    return toRelease(await loaders.releaseById.load(candidateId));
  }

  @FieldResolver(
    () => [ComparedClaimType],
    longList(LONG_LISTS.comparedClaims, "Worst first, then by paper and claim.", PRICES.comparison),
  )
  async items(@Root() { key }: Regression, @Ctx() { loaders }: Context) {
    return (await loaders.comparisonByRegression.load(key)).items.map(toItem);
  }
}

@Resolver(() => ComparedClaimType)
export class ComparedClaimResolver {
  @FieldResolver(() => ClaimType, {
    nullable: true,
    description: "As this installation knows it now, listed or not; null where it never did.",
  })
  async claim(@Root() { slug }: Item, @Ctx() { loaders }: Context) {
    return orNull(await loaders.claimBySlug.load(slug), toClaim);
  }
}

@Resolver(() => ComparedEvidenceType)
export class ComparedEvidenceResolver {
  @FieldResolver(() => EvidenceType, {
    nullable: true,
    description: "The first record with this digest; null where this installation has none.",
  })
  async evidence(@Root() { digest }: EvidenceSummary, @Ctx() { loaders }: Context) {
    return orNull(await loaders.evidenceByDigest.load(digest), toEvidence);
  }
}
