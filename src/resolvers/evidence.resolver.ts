import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { canonicalJson } from "../domain/canonical.ts";
import { PlatformError } from "../domain/errors.ts";
import type { Budget, Verdict } from "../domain/verdict.ts";
import { ClaimType } from "../schema/claim.type.ts";
import { BudgetEnum, VerdictEnum } from "../schema/enums.ts";
import {
  CertificateType,
  EvidenceConnectionType,
  EvidenceType,
  FigureType,
} from "../schema/evidence.type.ts";
import { ExperimentType } from "../schema/experiment.type.ts";
import { keyOfGlobalId } from "../domain/global-id.ts";
import { PageArgs } from "../schema/page.args.ts";
import { priced, PRICES } from "../schema/prices.ts";
import { ReleaseType } from "../schema/release.type.ts";
import {
  answerList,
  lists,
  orNull,
  toClaim,
  toEvidence,
  toExperiment,
  toRelease,
  type Answer,
  type EvidenceRow,
  type FigureRow,
} from "./answers.ts";
import type { Context } from "./context.ts";

type Evidence = Answer<EvidenceRow>;

const RECORD = "The whole record as canonical JSON (RFC 8785), over which its digests are made.";

function toFigure({ name, title, spec, svg, undrawn }: FigureRow) {
  return { name, title, spec: canonicalJson(spec), svg, undrawn };
}

function certificatesOf({ record }: Evidence) {
  const named = record.runs.map(({ certificate }) => certificate).filter((one) => one !== null);
  return [...new Map(named.map((one) => [`${one.name} ${one.digest}`, one])).values()];
}

function toKey(id: string | null, digest: string | null): { id: string } | { digest: string } {
  if (id !== null && digest === null) return { id: keyOfGlobalId(id, "Evidence", ["id"]) };
  if (digest !== null && id === null) return { digest };
  throw new PlatformError("BAD_INPUT", "id: give either id or digest", { path: ["id"] });
}

@Resolver(() => EvidenceType)
export class EvidenceResolver {
  @Query(() => EvidenceType, {
    nullable: true,
    description: "By id or by digest. Several records may have one digest; then the first of them.",
  })
  async evidence(
    @Arg("id", () => ID, { nullable: true }) id: string | null = null,
    @Arg("digest", () => String, { nullable: true }) digest: string | null = null,
    @Ctx() { services }: Context,
  ) {
    return orNull(await services.reads.findEvidence(toKey(id, digest)), toEvidence);
  }

  @Query(() => EvidenceConnectionType, { description: "Newest first." })
  evidences(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("budget", () => BudgetEnum, { nullable: true }) budget: Budget | null,
    @Arg("verdict", () => VerdictEnum, { nullable: true }) verdict: Verdict | null,
    @Ctx() { services }: Context,
  ) {
    const filter = { budget: budget ?? undefined, verdict: verdict ?? undefined };
    return answerList(lists.evidences, args, services.reads.evidences(filter));
  }

  @FieldResolver(() => ClaimType)
  async claim(@Root() { claimId }: Evidence, @Ctx() { loaders }: Context) {
    return toClaim(await loaders.claimById.load(claimId));
  }

  @FieldResolver(() => ExperimentType)
  async experiment(@Root() { experimentId }: Evidence, @Ctx() { loaders }: Context) {
    return toExperiment(await loaders.experimentById.load(experimentId));
  }

  @FieldResolver(() => ReleaseType)
  async release(@Root() { releaseId }: Evidence, @Ctx() { loaders }: Context) {
    return toRelease(await loaders.releaseById.load(releaseId));
  }

  @FieldResolver(() => [CertificateType])
  certificates(@Root() evidence: Evidence) {
    return certificatesOf(evidence);
  }

  @FieldResolver(() => [FigureType])
  async figures(@Root() { key }: Evidence, @Ctx() { loaders }: Context) {
    return (await loaders.figuresByEvidence.load(key)).map(toFigure);
  }

  @FieldResolver(() => String, priced(PRICES.record, RECORD))
  record(@Root() { record }: Evidence) {
    return canonicalJson(record);
  }
}
