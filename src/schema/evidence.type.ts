import { Field, Float, ObjectType } from "type-graphql";
import type { DriftRule } from "../domain/drift-rule.ts";
import type { Control } from "../domain/evidence-record.ts";
import type { Budget, EvidenceKind, ReasonCode, Verdict } from "../domain/verdict.ts";
import { CheckType } from "./check.type.ts";
import { connectionType } from "./connection.ts";
import { CrossCheckType } from "./cross-check.type.ts";
import {
  BudgetEnum,
  ControlOutcomeEnum,
  DriftScaleEnum,
  EvidenceKindEnum,
  ReasonCodeEnum,
  VerdictEnum,
  WorseSideEnum,
} from "./enums.ts";
import { EnvironmentType } from "./environment.type.ts";
import { NodeInterface } from "./node.type.ts";
import { priced, PRICES } from "./prices.ts";
import { DateTime, SafeInt } from "./scalars.ts";

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

  @Field(() => String, {
    nullable: true,
    description: "Why that engine; null where none computes, and for older evidence.",
  })
  engineReason: string | null;

  @Field(() => CrossCheckType, {
    nullable: true,
    description: "Its own runs on a second engine; null where nobody asked for one.",
  })
  crossCheck: CrossCheckType | null;

  @Field(() => DateTime)
  createdAt: Date;
}

export const EvidenceConnectionType = connectionType("Evidence", () => EvidenceType);
