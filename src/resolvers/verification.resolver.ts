import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { keyOfGlobalId } from "../domain/global-id.ts";
import {
  CancelExperimentPayloadType,
  VerifyClaimPayloadType,
  VerifyPaperPayloadType,
} from "../schema/payloads.type.ts";
import {
  CancelExperimentInput,
  VerifyClaimInput,
  VerifyPaperInput,
} from "../schema/verify.input.ts";
import { toExperiment, type ExperimentRow } from "./answers.ts";
import type { Context } from "./context.ts";
import { settle } from "./user-errors.ts";

interface MaybeExperiment {
  readonly experiment: ReturnType<typeof toExperiment> | null;
}
interface Experiments {
  readonly experiments: ReturnType<typeof toExperiment>[];
}

const one = (row: ExperimentRow): MaybeExperiment => ({ experiment: toExperiment(row) });
const all = (rows: readonly ExperimentRow[]): Experiments => ({
  experiments: rows.map(toExperiment),
});
const none: MaybeExperiment = { experiment: null };

@Resolver()
export class VerificationResolver {
  @Mutation(() => VerifyClaimPayloadType, { description: "Asks for a verification of a claim." })
  verifyClaim(
    @Arg("input", () => VerifyClaimInput) { claim, ...options }: VerifyClaimInput,
    @Ctx() { services, caller }: Context,
  ) {
    return settle(none, async () =>
      one(await services.verification.request(claim, { ...options, caller })),
    );
  }

  @Mutation(() => VerifyPaperPayloadType, {
    description: "Asks for a verification of every claim of a paper: of all of them, or of none.",
  })
  verifyPaper(
    @Arg("input", () => VerifyPaperInput) { paper, ...options }: VerifyPaperInput,
    @Ctx() { services, caller }: Context,
  ) {
    return settle(all([]), async () =>
      all(await services.verification.requestPaper(paper, { ...options, caller })),
    );
  }

  @Mutation(() => CancelExperimentPayloadType, {
    description: "Ends an experiment that is not finished. Cancelling twice is cancelling once.",
  })
  cancelExperiment(
    @Arg("input", () => CancelExperimentInput) { id }: CancelExperimentInput,
    @Ctx() { services }: Context,
  ) {
    return settle(none, async () =>
      one(await services.verification.cancel(keyOfGlobalId(id, "Experiment", ["id"]))),
    );
  }
}
