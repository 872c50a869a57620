import { CertificateEntity } from "./certificate.entity.ts";
import { ClaimEntity } from "./claim.entity.ts";
import { EvidenceEntity } from "./evidence.entity.ts";
import { ExperimentEntity } from "./experiment.entity.ts";
import { FigureEntity } from "./figure.entity.ts";
import { PaperEntity } from "./paper.entity.ts";
import { RegressionEntity } from "./regression.entity.ts";
import { ReleaseEntity } from "./release.entity.ts";
import { RequestEntity } from "./request.entity.ts";
import { RunEntity } from "./run.entity.ts";
import { ShardEntity } from "./shard.entity.ts";

/** Everything that is stored, parents first. */
export const entities = [
  PaperEntity,
  ClaimEntity,
  ReleaseEntity,
  ExperimentEntity,
  ShardEntity,
  CertificateEntity,
  RunEntity,
  EvidenceEntity,
  FigureEntity,
  RegressionEntity,
  RequestEntity,
];
