import { Field, Float, Int, ObjectType } from "type-graphql";
import type { DriftRule } from "../domain/drift-rule.ts";
import type { Check, Control } from "../domain/evidence-record.ts";
import type { Budget, CheckOutcome, EvidenceKind, ReasonCode, Verdict } from "../domain/verdict.ts";
import { connectionType } from "./connection.ts";
import {
  BudgetEnum,
  CheckOutcomeEnum,
  CheckRoleEnum,
  ControlOutcomeEnum,
  DriftScaleEnum,
  EvidenceKindEnum,
  ReasonCodeEnum,
  RelationEnum,
  VerdictEnum,
  WorseSideEnum,
} from "./enums.ts";
import { NodeInterface } from "./node.type.ts";
import { priced, PRICES } from "./prices.ts";
import { DateTime, SafeInt } from "./scalars.ts";

@ObjectType("Check", { description: "One named condition with the number that decided it." })
export class CheckType {
  @Field(() => String)
  name: string;

  @Field(() => CheckRoleEnum)
  role: Check["role"];

  @Field(() => String, { description: "What was measured." })
  quantity: string;

  @Field(() => RelationEnum)
  relation: Check["relation"];

  @Field(() => Float, { nullable: true })
  value: number | null;

  @Field(() => String, { nullable: true, description: "The value, where it is exact." })
  exact: string | null;

  @Field(() => Float, { nullable: true, description: "Lower end of the value's interval." })
  low: number | null;

  @Field(() => Float, { nullable: true, description: "Upper end of the value's interval." })
  high: number | null;

  @Field(() => Float, { nullable: true })
  threshold: number | null;

  @Field(() => String, { nullable: true, description: "The threshold, where it is exact." })
  thresholdExact: string | null;

  @Field(() => CheckOutcomeEnum)
  outcome: CheckOutcome;
}

@ObjectType("Control", {
  description:
    "A negative control as it came out: the changed protocol in which a check must fail.",
})
export class ControlType {
  @Field(() => String)
  name: string;

  @Field(() => String, { description: "Why the claim must fail under this change." })
  because: string;

  @Field(() => String, { description: "The name of the check that must fail." })
  mustFail: string;

  @Field(() => String, {
    nullable: true,
    description: "The exact number on which it must fail, where one is known.",
  })
  golden: string | null;

  @Field(() => ControlOutcomeEnum)
  outcome: Control["outcome"];

  @Field(() => VerdictEnum, { description: "What the claim's own rules say of the changed one." })
  verdict: Verdict;

  @Field(() => String)
  reason: string;

  @Field(() => [CheckType])
  checks: CheckType[];
}

@ObjectType("DriftRule", {
  description:
    "How far a measured quantity may drift from one release to the next before the claim has regressed.",
})
export class DriftRuleType {
  @Field(() => String, { description: "What is measured." })
  quantity: string;

  @Field(() => String, { description: "Where it is measured." })
  arm: string;

  @Field(() => String, {
    nullable: true,
    description: "The arm whose quantity is subtracted, seed by seed.",
  })
  minus?: string | undefined;

  @Field(() => DriftScaleEnum, { description: "How the drift and its margin are measured." })
  scale: DriftRule["scale"];

  @Field(() => Float, { description: "The largest drift that is none, on the scale." })
  margin: number;

  @Field(() => WorseSideEnum, { description: "Which direction makes the claim worse off." })
  worse: DriftRule["worse"];

  @Field(() => String, { description: "Why this margin." })
  because: string;
}

@ObjectType("Certificate", {
  description: "A document from which someone else can check a run without our code.",
})
export class CertificateType {
  @Field(() => String)
  name: string;

  @Field(() => String, { description: "SHA-256 of the content." })
  digest: string;
}

@ObjectType("Figure", { description: "A figure drawn from the evidence's own runs." })
export class FigureType {
  @Field(() => String)
  name: string;

  @Field(() => String)
  title: string;

  @Field(
    () => String,
    priced(PRICES.figureSpec, "A Vega-Lite specification with its data, as JSON."),
  )
  spec: string;

  @Field(() => String, {
    nullable: true,
    ...priced(
      PRICES.figureSvg,
      "The figure as an SVG that needs nothing beside it; null where it could not be drawn, and for figures that were stored before drawings were kept.",
    ),
  })
  svg: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Why it could not be drawn; null where it was.",
  })
  undrawn: string | null;
}

@ObjectType("SoftwareVersion")
export class SoftwareVersionType {
  @Field(() => String)
  name: string;

  @Field(() => String)
  version: string;
}

@ObjectType("Environment", { description: "What computed the numbers." })
export class EnvironmentType {
  @Field(() => String, { description: "`none` where no engine computed." })
  engine: string;

  @Field(() => String, { description: "CPU or GPU." })
  device: string;

  @Field(() => String, { description: "exact, float32 or float64." })
  precision: string;

  @Field(() => Int, {
    nullable: true,
    description: "Native threads of each computing process; null where no engine was needed.",
  })
  threads: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Architecture, model and vector instructions, which decide about rounding; null where no engine was needed.",
  })
  cpuFeatures: string | null;

  @Field(() => [SoftwareVersionType])
  versions: SoftwareVersionType[];
}

@ObjectType("Evidence", {
  implements: NodeInterface,
  description: "A verdict with all it rests on. Written once, never changed.",
})
export class EvidenceType extends NodeInterface {
  @Field(() => SafeInt, { description: "Its place among all evidence of this installation." })
  sequence: number;

  @Field(() => String, { description: "SHA-256 of the record; the same on any machine." })
  digest: string;

  @Field(() => String, { description: "What was claimed." })
  claimDigest: string;

  @Field(() => String, { description: "What was computed." })
  protocolDigest: string;

  @Field(() => String, { description: "What came out; equal digests mean equal to the last bit." })
  resultDigest: string;

  @Field(() => EvidenceKindEnum)
  kind: EvidenceKind;

  @Field(() => BudgetEnum)
  budget: Budget;

  @Field(() => VerdictEnum)
  verdict: Verdict;

  @Field(() => VerdictEnum, { description: "The verdict before the cap of its budget." })
  uncappedVerdict: Verdict;

  @Field(() => ReasonCodeEnum)
  reasonCode: ReasonCode;

  @Field(() => String)
  reason: string;

  @Field(() => [SafeInt])
  seeds: number[];

  @Field(() => [CheckType], priced(PRICES.checks, "All that was asked of the numbers."))
  checks: CheckType[];

  @Field(() => [ControlType])
  controls: ControlType[];

  @Field(() => [DriftRuleType], {
    description: "How far its quantities may drift; exact numbers without a rule must be equal.",
  })
  drift: DriftRuleType[];

  @Field(() => EnvironmentType)
  environment: EnvironmentType;

  @Field(() => DateTime)
  createdAt: Date;
}

export const EvidenceConnectionType = connectionType("Evidence", () => EvidenceType);
