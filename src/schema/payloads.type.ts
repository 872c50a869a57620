import { Field, ObjectType, registerEnumType } from "type-graphql";
import { ERROR_CODES, type ErrorCode } from "../domain/errors.ts";
import { ExperimentType } from "./experiment.type.ts";
import { RegressionType } from "./regression.type.ts";

const ErrorCodeEnum = Object.fromEntries(ERROR_CODES.map((code) => [code, code]));
registerEnumType(ErrorCodeEnum, {
  name: "ErrorCode",
  description: "The closed list of what can be wrong, the same on the command line.",
});

@ObjectType("UserError", { description: "Something that the caller can mend." })
export class UserErrorType {
  @Field(() => ErrorCodeEnum)
  code: ErrorCode;

  @Field(() => String, { description: "What is wrong, where, and what to do." })
  message: string;

  @Field(() => [String], { nullable: true, description: "Where in the input." })
  path: string[] | null;
}

@ObjectType("VerifyClaimPayload")
export class VerifyClaimPayloadType {
  @Field(() => ExperimentType, { nullable: true, description: "Poll its `status`." })
  experiment: ExperimentType | null;

  @Field(() => [UserErrorType])
  errors: UserErrorType[];
}

@ObjectType("VerifyPaperPayload")
export class VerifyPaperPayloadType {
  @Field(() => [ExperimentType], {
    description: "One for each claim of the paper whose data are here.",
  })
  experiments: ExperimentType[];

  @Field(() => [UserErrorType])
  errors: UserErrorType[];
}

@ObjectType("CancelExperimentPayload")
export class CancelExperimentPayloadType {
  @Field(() => ExperimentType, { nullable: true })
  experiment: ExperimentType | null;

  @Field(() => [UserErrorType])
  errors: UserErrorType[];
}

@ObjectType("CompareReleasesPayload")
export class CompareReleasesPayloadType {
  @Field(() => RegressionType, {
    nullable: true,
    description: "The one that exists already where the same evidence was compared before.",
  })
  regression: RegressionType | null;

  @Field(() => [UserErrorType], {
    description: "What the caller can mend; empty when it went well.",
  })
  errors: UserErrorType[];
}
