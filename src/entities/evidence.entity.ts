import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  Unique,
} from "typeorm";
import { evidenceRecordSchema, type EvidenceRecord } from "../domain/evidence-record.ts";
import {
  BUDGETS,
  EVIDENCE_KINDS,
  REASON_CODES,
  VERDICTS,
  type Budget,
  type EvidenceKind,
  type ReasonCode,
  type Verdict,
} from "../domain/verdict.ts";
import { ClaimEntity } from "./claim.entity.ts";
import { CREATED_AT, oneOf, OPTIONAL_TEXT, SEQUENCE } from "./columns.ts";
import { ExperimentEntity } from "./experiment.entity.ts";
import { jsonColumn } from "./json-column.ts";
import { ReleaseEntity } from "./release.entity.ts";

/** A verdict with all it rests on; written once, never changed. Corrections are new rows. */
@Entity("evidence")
@Unique("evidence_sequence_key", ["sequence"])
@Index("evidence_experiment_key", ["experimentId"], {
  unique: true,
  where: '"corrects_id" IS NULL',
})
@Index("evidence_current_idx", ["claimId", "claimDigest", "budget", "sequence"])
@Index("evidence_digest_idx", ["digest"])
@Index("evidence_release_idx", ["releaseId", "budget", "claimId", "sequence"])
@Index("evidence_corrects_idx", ["correctsId"])
@Check("evidence_kind_known", oneOf("kind", EVIDENCE_KINDS))
@Check("evidence_budget_known", oneOf("budget", BUDGETS))
@Check("evidence_verdict_known", oneOf("verdict", VERDICTS))
@Check("evidence_uncapped_verdict_known", oneOf("uncapped_verdict", VERDICTS))
@Check("evidence_reason_code_known", oneOf("reason_code", REASON_CODES))
export class EvidenceEntity {
  @PrimaryGeneratedColumn("uuid")
  id: string;

  @Column(SEQUENCE)
  sequence: number;

  @ManyToOne(() => ExperimentEntity, { nullable: false })
  @JoinColumn()
  experiment?: ExperimentEntity;

  @Column({ type: "uuid" })
  experimentId: string;

  @ManyToOne(() => ClaimEntity, { nullable: false })
  @JoinColumn()
  claim?: ClaimEntity;

  @Column({ type: "uuid" })
  claimId: string;

  @ManyToOne(() => ReleaseEntity, { nullable: false })
  @JoinColumn()
  release?: ReleaseEntity;

  @Column({ type: "uuid" })
  releaseId: string;

  @ManyToOne(() => EvidenceEntity, { nullable: true })
  @JoinColumn()
  corrects?: EvidenceEntity | null;

  /** The record that this one corrects. */
  @Column({ type: "uuid", nullable: true })
  correctsId: string | null;

  @Column({ type: "text" })
  kind: EvidenceKind;

  @Column({ type: "text" })
  budget: Budget;

  @Column({ type: "text" })
  verdict: Verdict;

  @Column({ type: "text" })
  uncappedVerdict: Verdict;

  @Column({ type: "text" })
  reasonCode: ReasonCode;

  @Column({ type: "text" })
  reason: string;

  /** The second engine; null for evidence of one. */
  @Column(OPTIONAL_TEXT)
  crossCheck: string | null;

  @Column({ type: "text" })
  claimDigest: string;

  @Column({ type: "text" })
  protocolDigest: string;

  @Column({ type: "text" })
  resultDigest: string;

  @Column({ type: "text" })
  digest: string;

  /** The evidence itself, as canonical bytes; the columns above are copies to query by. */
  @Column(jsonColumn(evidenceRecordSchema))
  record: EvidenceRecord;

  @Column(CREATED_AT)
  createdAt: Date;
}
