import { Field, Int, ObjectType } from "type-graphql";
import type {
  Budget,
  ClaimKind,
  EvidenceKind,
  Provenance,
  ReasonCode,
  Verdict,
} from "../domain/verdict.ts";
import { connectionType } from "./connection.ts";
import {
  BudgetEnum,
  ClaimKindEnum,
  EvidenceKindEnum,
  ProvenanceEnum,
  ReasonCodeEnum,
  VerdictEnum,
} from "./enums.ts";
import { DriftRuleType } from "./evidence.type.ts";
import { NodeInterface } from "./node.type.ts";
import { DateTime, SafeInt } from "./scalars.ts";

@ObjectType("Hypothesis", { description: "Something that must hold for the claim to speak." })
export class HypothesisType {
  @Field(() => String)
  name: string;

  @Field(() => String)
  statement: string;
}

@ObjectType("SourcedPart", { description: "Where one part of the claim's wording comes from." })
export class SourcedPartType {
  @Field(() => String, { description: "The part, such as `statement` or `constant`." })
  of: string;

  @Field(() => ProvenanceEnum)
  provenance: Provenance;
}

@ObjectType("ControlDefinition", {
  description: "A named change under which one pass condition must fail on a measured number.",
})
export class ControlDefinitionType {
  @Field(() => String)
  name: string;

  @Field(() => String, { description: "Why the claim must fail under this change." })
  because: string;

  @Field(() => String, { description: "The name of the check that must fail." })
  mustFail: string;
}

@ObjectType("ReportedFigure", { description: "A number that the paper itself reports." })
export class ReportedFigureType {
  @Field(() => String)
  name: string;

  @Field(() => String)
  value: string;

  @Field(() => String)
  locator: string;
}

@ObjectType("ProtocolArm", { description: "One condition that is measured." })
export class ProtocolArmType {
  @Field(() => String)
  name: string;

  @Field(() => String)
  measure: string;
}

@ObjectType("Protocol", { description: "What is computed for a claim at one budget." })
export class ProtocolType {
  @Field(() => BudgetEnum)
  budget: Budget;

  @Field(() => String, {
    description: "SHA-256 of arms, settings, thresholds and controls; no seeds.",
  })
  digest: string;

  @Field(() => [SafeInt])
  seeds: number[];

  @Field(() => [ProtocolArmType])
  arms: ProtocolArmType[];

  @Field(() => Int, { description: "Runs of the protocol and of its controls." })
  runCount: number;

  @Field(() => [DriftRuleType], {
    description: "How far its quantities may drift from one release to the next.",
  })
  drift: DriftRuleType[];
}

@ObjectType("CurrentVerdict", {
  description: "The latest verdict on a claim as it is worded now, at one budget.",
})
export class CurrentVerdictType {
  @Field(() => BudgetEnum)
  budget: Budget;

  @Field(() => VerdictEnum)
  verdict: Verdict;

  @Field(() => ReasonCodeEnum)
  reasonCode: ReasonCode;

  @Field(() => String)
  reason: string;

  @Field(() => DateTime)
  decidedAt: Date;
}

@ObjectType("AbsentDataset", {
  description: "A data set that a claim needs and that is not on the machine of this server.",
})
export class AbsentDatasetType {
  @Field(() => String, { description: "As the command line calls it, such as cifar10." })
  name: string;

  @Field(() => String)
  title: string;

  @Field(() => SafeInt, { description: "What has to be downloaded." })
  bytes: number;

  @Field(() => String, { description: "The command that gets it, on the machine of this server." })
  command: string;
}

@ObjectType("Claim", {
  implements: NodeInterface,
  description: "One statement of a paper, with the program that decides it.",
})
export class ClaimType extends NodeInterface {
  @Field(() => String, { description: "Stable once landed, such as s2-overlap-lower." })
  slug: string;

  @Field(() => String)
  title: string;

  @Field(() => ClaimKindEnum)
  kind: ClaimKind;

  @Field(() => EvidenceKindEnum)
  evidenceKind: EvidenceKind;

  @Field(() => String, { description: "Theorem, equation or section in the source." })
  locator: string;

  @Field(() => String, { description: "The version of the source." })
  sourceVersion: string;

  @Field(() => String)
  statement: string;

  @Field(() => String, { description: "LaTeX." })
  formula: string;

  @Field(() => [SourcedPartType])
  provenance: SourcedPartType[];

  @Field(() => [HypothesisType])
  hypotheses: HypothesisType[];

  @Field(() => [ControlDefinitionType])
  controls: ControlDefinitionType[];

  @Field(() => [String], { description: "What the verification does not cover." })
  limits: string[];

  @Field(() => [String], { description: "Where the protocol departs from the paper." })
  deviations: string[];

  @Field(() => [ReportedFigureType])
  reportedFigures: ReportedFigureType[];

  @Field(() => String, { description: "SHA-256 of source, statement, hypotheses, provenance." })
  claimDigest: string;
}

export const ClaimConnectionType = connectionType("Claim", () => ClaimType);
