import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { ExperimentStatus } from "../domain/run-status.ts";
import { ClaimType } from "../schema/claim.type.ts";
import { ExperimentStatusEnum } from "../schema/enums.ts";
import { EvidenceType } from "../schema/evidence.type.ts";
import {
  ExperimentConnectionType,
  ExperimentType,
  ProgressType,
} from "../schema/experiment.type.ts";
import { keyOfGlobalId } from "../domain/global-id.ts";
import { PageArgs } from "../schema/page.args.ts";
import { ReleaseType } from "../schema/release.type.ts";
import { RunConnectionType } from "../schema/run.type.ts";
import {
  answerList,
  lists,
  orNull,
  toClaim,
  toEvidence,
  toExperiment,
  toRelease,
  type Answer,
  type ExperimentRow,
} from "./answers.ts";
import type { Context } from "./context.ts";

type Experiment = Answer<ExperimentRow>;

@Resolver(() => ExperimentType)
export class ExperimentResolver {
  @Query(() => ExperimentType, { nullable: true })
  async experiment(@Arg("id", () => ID) id: string, @Ctx() { services }: Context) {
    const key = keyOfGlobalId(id, "Experiment", ["id"]);
    return orNull(await services.reads.findExperiment({ id: key }), toExperiment);
  }

  @Query(() => ExperimentConnectionType, { description: "Newest first." })
  experiments(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("status", () => ExperimentStatusEnum, { nullable: true }) status: ExperimentStatus | null,
    @Ctx() { services }: Context,
  ) {
    const list = services.reads.experiments({ status: status ?? undefined });
    return answerList(lists.experiments, args, list);
  }

  @FieldResolver(() => ClaimType)
  async claim(@Root() { claimId }: Experiment, @Ctx() { loaders }: Context) {
    return toClaim(await loaders.claimById.load(claimId));
  }

  @FieldResolver(() => ReleaseType, { description: "Only a worker of this release computes it." })
  async release(@Root() { releaseId }: Experiment, @Ctx() { loaders }: Context) {
    return toRelease(await loaders.releaseById.load(releaseId));
  }

  @FieldResolver(() => ProgressType)
  progress(@Root() { done, total }: Experiment) {
    return { done, total };
  }

  @FieldResolver(() => RunConnectionType, { description: "In the order in which they finished." })
  runs(
    @Root() { key, done }: Experiment,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ) {
    return answerList(lists.runs, args, {
      page: (page) => loaders.runsByExperiment.load({ parentId: key, page }),
      count: () => Promise.resolve(done),
    });
  }

  @FieldResolver(() => EvidenceType, {
    nullable: true,
    description: "Null until the experiment has succeeded.",
  })
  async evidence(@Root() { key }: Experiment, @Ctx() { loaders }: Context) {
    return orNull(await loaders.evidenceByExperiment.load(key), toEvidence);
  }
}
