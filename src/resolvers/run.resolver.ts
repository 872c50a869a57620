import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { CertificateType } from "../schema/evidence.type.ts";
import { ExperimentType } from "../schema/experiment.type.ts";
import { keyOfGlobalId } from "../domain/global-id.ts";
import { RunType } from "../schema/run.type.ts";
import { orNull, toExperiment, toRun, type Answer, type RunRow } from "./answers.ts";
import type { Context } from "./context.ts";

type Run = Answer<RunRow>;

@Resolver(() => RunType)
export class RunResolver {
  @Query(() => RunType, { nullable: true })
  async run(@Arg("id", () => ID) id: string, @Ctx() { services }: Context) {
    return orNull(await services.reads.findRun({ id: keyOfGlobalId(id, "Run", ["id"]) }), toRun);
  }

  @FieldResolver(() => ExperimentType)
  async experiment(@Root() { experimentId }: Run, @Ctx() { loaders }: Context) {
    return toExperiment(await loaders.experimentById.load(experimentId));
  }

  @FieldResolver(() => CertificateType, { nullable: true })
  certificate(@Root() { certificateName: name, certificateDigest: digest }: Run) {
    return name === null || digest === null ? null : { name, digest };
  }

  @FieldResolver(() => CertificateType, {
    nullable: true,
    description: "Its curves: a list of name, unit, x and y, where y is null if it was not finite.",
  })
  series(@Root() { seriesDigest: digest }: Run) {
    return digest === null ? null : { name: "series", digest };
  }
}
