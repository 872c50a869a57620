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

/** Says of a claim which of its data are not here, and how they can be. */
function lackingIn(absentDatasets: Context["absentDatasets"]) {
  return (slug: string): string | null => {
    const [absent] = absentDatasets(slug);
    if (absent === undefined) return null;
    const { name, megabytes, command } = absent;
    const what = `its data set ${name} (${megabytes}) is not on the server's machine`;
    return `${slug} was not verified: ${what}: ${command}`;
  };
}

@Resolver()
export class VerificationResolver {
  @Mutation(() => VerifyClaimPayloadType, { description: "Asks for a verification of a claim." })
  verifyClaim(
    @Arg("input", () => VerifyClaimInput) { claim, ...options }: VerifyClaimInput,
    @Ctx() { services, caller, absentDatasets }: Context,
  ) {
    const lackOf = lackingIn(absentDatasets);
    return settle(none, async () =>
      one(await services.verification.request(claim, { ...options, caller, lackOf })),
    );
  }

  @Mutation(() => VerifyPaperPayloadType, {
    description:
      "Asks for a verification of every claim of a paper whose data are on the server's machine: of all of these, or of none. `errors` has a DATA_MISSING for each of the others.",
  })
  verifyPaper(
    @Arg("input", () => VerifyPaperInput) { paper, ...options }: VerifyPaperInput,
    @Ctx() { services, caller, absentDatasets }: Context,
  ) {
    return settle(all([]), async () => {
      const asked = { ...options, caller, lackOf: lackingIn(absentDatasets) };
      const { experiments, lacks } = await services.verification.requestPaper(paper, asked);
      return { ...all(experiments), lacks };
    });
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
