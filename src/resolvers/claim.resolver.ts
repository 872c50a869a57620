import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { Budget } from "../domain/verdict.ts";
import { ClaimFilterInput } from "../schema/claim-filter.input.ts";
import {
  AbsentDatasetType,
  ClaimConnectionType,
  ClaimType,
  CurrentVerdictType,
  ProtocolType,
} from "../schema/claim.type.ts";
import { BudgetEnum } from "../schema/enums.ts";
import { EvidenceConnectionType, EvidenceType } from "../schema/evidence.type.ts";
import { ExperimentConnectionType } from "../schema/experiment.type.ts";
import { toMathml } from "../schema/mathml.ts";
import { PageArgs } from "../schema/page.args.ts";
import { PaperType } from "../schema/paper.type.ts";
import {
  answerList,
  lists,
  orNull,
  toClaim,
  toEvidence,
  toPaper,
  type Answer,
  type ClaimRow,
  type VerdictRow,
} from "./answers.ts";
import type { Context } from "./context.ts";

type Claim = Answer<ClaimRow>;
type CurrentVerdict = ReturnType<typeof toCurrentVerdict>;

const QUICK = { defaultValue: "quick" } as const;

function toCurrentVerdict({ id, createdAt, ...row }: VerdictRow) {
  const { budget, verdict, reasonCode, reason } = row;
  return { evidenceKey: id, budget, verdict, reasonCode, reason, decidedAt: createdAt };
}

/** Null and absent mean the same in a filter: any. */
function toFilter({ paper, kind, verdict, budget, text }: ClaimFilterInput) {
  return {
    paperSlug: paper ?? undefined,
    kind: kind ?? undefined,
    verdict: verdict == null ? undefined : { is: verdict, budget: budget ?? null },
    text: text ?? undefined,
  };
}

@Resolver(() => ClaimType)
export class ClaimResolver {
  @Query(() => ClaimType, { nullable: true })
  async claim(@Arg("slug", () => String) slug: string, @Ctx() { services }: Context) {
    return orNull(await services.reads.findClaim({ slug }), toClaim);
  }

  @Query(() => ClaimConnectionType, { description: "By slug." })
  claims(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => ClaimFilterInput, { nullable: true }) filter: ClaimFilterInput | null,
    @Ctx() { services }: Context,
  ) {
    return answerList(lists.claims, args, services.reads.claims(filter ? toFilter(filter) : {}));
  }

  @FieldResolver(() => PaperType)
  async paper(@Root() { paperId }: Claim, @Ctx() { loaders }: Context) {
    return toPaper(await loaders.paperById.load(paperId));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The formula as MathML; null where it cannot be converted.",
  })
  formulaMathml(@Root() { formula }: Claim) {
    return toMathml(formula);
  }

  @FieldResolver(() => ProtocolType, { nullable: true })
  protocol(@Root() { protocols }: Claim, @Arg("budget", () => BudgetEnum, QUICK) budget: Budget) {
    return protocols.find((protocol) => protocol.budget === budget) ?? null;
  }

  @FieldResolver(() => CurrentVerdictType, {
    nullable: true,
    description:
      "By the latest evidence for the claim as it is worded now at one budget. Where none is named, at the largest at which the release has any that verified it last. Null before any.",
  })
  async currentVerdict(
    @Root() { key }: Claim,
    @Arg("budget", () => BudgetEnum, { nullable: true }) budget: Budget | null | undefined,
    @Ctx() { loaders }: Context,
  ) {
    const asked = { claimId: key, budget: budget ?? null };
    return orNull(await loaders.currentVerdict.load(asked), toCurrentVerdict);
  }

  @FieldResolver(() => [CurrentVerdictType], {
    description: "The current verdict at each budget that has one, the newest first.",
  })
  async currentVerdicts(@Root() { key }: Claim, @Ctx() { loaders }: Context) {
    return (await loaders.currentVerdicts.load(key)).map(toCurrentVerdict);
  }

  @FieldResolver(() => [AbsentDatasetType], {
    description: "What it cannot be verified without here; empty where nothing is missing.",
  })
  absentDatasets(@Root() { slug }: Claim, @Ctx() { absentDatasets }: Context) {
    return absentDatasets(slug);
  }

  @FieldResolver(() => EvidenceConnectionType, {
    description: "Newest first, of every wording and budget.",
  })
  evidence(
    @Root() { key }: Claim,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ) {
    return answerList(lists.evidences, args, {
      page: (page) => loaders.evidencesByClaim.load({ parentId: key, page }),
      count: () => loaders.evidenceCountByClaim.load(key),
    });
  }

  @FieldResolver(() => ExperimentConnectionType, { description: "Newest first." })
  experiments(
    @Root() { key }: Claim,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ) {
    return answerList(lists.experiments, args, {
      page: (page) => loaders.experimentsByClaim.load({ parentId: key, page }),
      count: () => loaders.experimentCountByClaim.load(key),
    });
  }
}

@Resolver(() => CurrentVerdictType)
export class CurrentVerdictResolver {
  @FieldResolver(() => EvidenceType)
  async evidence(@Root() { evidenceKey }: CurrentVerdict, @Ctx() { loaders }: Context) {
    return toEvidence(await loaders.evidenceById.load(evidenceKey));
  }
}
