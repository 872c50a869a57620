import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  Unique,
} from "typeorm";
import { seedListSchema } from "../domain/claim-words.ts";
import { EXPERIMENT_STATUSES, type ExperimentStatus } from "../domain/run-status.ts";
import { BUDGETS, type Budget } from "../domain/verdict.ts";
import { ClaimEntity } from "./claim.entity.ts";
import { CREATED_AT, oneOf, OPTIONAL_TEXT, SEQUENCE, TIME } from "./columns.ts";
import { jsonColumn } from "./json-column.ts";
import { ReleaseEntity } from "./release.entity.ts";

/** A protocol with every choice made, and how far its computation is. */
@Entity("experiment")
@Unique("experiment_sequence_key", ["sequence"])
@Index("experiment_identity_idx", [
  "claimDigest",
  "protocolDigest",
  "budget",
  "engine",
  "releaseId",
])
@Index("experiment_claim_sequence_idx", ["claimId", "sequence"])
@Index("experiment_release_idx", ["releaseId"])
@Check("experiment_status_known", oneOf("status", EXPERIMENT_STATUSES))
@Check("experiment_budget_known", oneOf("budget", BUDGETS))
@Check("experiment_progress_sane", `"done" >= 0 AND "done" <= "total"`)
export class ExperimentEntity {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column(SEQUENCE)
  sequence: number;

  @ManyToOne(() => ClaimEntity, { nullable: false })
  @JoinColumn()
  claim?: ClaimEntity;

  @Column({ type: "uuid" })
  claimId: string;

  @ManyToOne(() => ReleaseEntity, { nullable: false })
  @JoinColumn()
  release?: ReleaseEntity;

  /** The release it was asked under; only a worker of that release computes it. */
  @Column({ type: "uuid" })
  releaseId: string;

  @Column({ type: "text" })
  budget: Budget;

  /** "none" where no engine computes. */
  @Column({ type: "text" })
  engine: string;

  /** Why that engine; null where none computes, and for experiments older than reasons. */
  @Column(OPTIONAL_TEXT)
  engineReason: string | null;

  /** The second engine; null where none was asked for. */
  @Column(OPTIONAL_TEXT)
  crossCheck: string | null;

  @Column({ type: "text" })
  claimDigest: string;

  @Column({ type: "text" })
  protocolDigest: string;

  @Column(jsonColumn(seedListSchema))
  seeds: number[];

  @Column({ type: "text" })
  status: ExperimentStatus;

  /** Who asked: "owner" until tokens have a table. */
  @Column({ type: "text" })
  requestedBy: string;

  /** Finished runs. */
  @Column({ type: "integer", default: 0 })
  done: number;

  /** Planned runs. */
  @Column({ type: "integer" })
  total: number;

  /** Why it ended as FAILED, CANCELLED or DEAD. */
  @Column(OPTIONAL_TEXT)
  message: string | null;

  @Column(CREATED_AT)
  createdAt: Date;

  @Column(TIME)
  startedAt: Date | null;

  @Column(TIME)
  finishedAt: Date | null;
}
