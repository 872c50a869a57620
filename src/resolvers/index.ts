import type { NonEmptyArray } from "type-graphql";
import { CertificateResolver } from "./certificate.resolver.ts";
import { ClaimResolver, CurrentVerdictResolver } from "./claim.resolver.ts";
import { EvidenceResolver } from "./evidence.resolver.ts";
import { ExperimentResolver } from "./experiment.resolver.ts";
import { NodeResolver } from "./node.resolver.ts";
import { PaperResolver } from "./paper.resolver.ts";
import {
  ComparedClaimResolver,
  ComparedEvidenceResolver,
  RegressionResolver,
} from "./regression.resolver.ts";
import { ReleaseResolver } from "./release.resolver.ts";
import { RunResolver } from "./run.resolver.ts";
import { SystemInfoResolver } from "./system-info.resolver.ts";
import { VerificationResolver } from "./verification.resolver.ts";

/** Everything that answers a field. */
export const resolvers: NonEmptyArray<new () => object> = [
  NodeResolver,
  PaperResolver,
  ClaimResolver,
  CurrentVerdictResolver,
  ExperimentResolver,
  RunResolver,
  EvidenceResolver,
  CertificateResolver,
  ReleaseResolver,
  RegressionResolver,
  ComparedClaimResolver,
  ComparedEvidenceResolver,
  SystemInfoResolver,
  VerificationResolver,
];
