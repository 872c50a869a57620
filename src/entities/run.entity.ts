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
import { z } from "zod";
import { measurementSchema, type Measurement } from "../domain/measurement.ts";
import { RUN_STATUSES, type RunStatus } from "../domain/run-status.ts";
import { CertificateEntity } from "./certificate.entity.ts";
import { BIGINT, CREATED_AT, oneOf, OPTIONAL_TEXT, SEQUENCE } from "./columns.ts";
import { jsonColumn } from "./json-column.ts";
import { ShardEntity } from "./shard.entity.ts";

/** One finished run: one arm, one seed. Kept by later attempts, never computed twice. */
@Entity("run")
@Unique("run_sequence_key", ["sequence"])
@Unique("run_ordinal_key", ["shardId", "ordinal"])
@Index("run_experiment_sequence_idx", ["experimentId", "sequence"])
@Index("run_certificate_idx", ["certificateDigest"])
@Index("run_series_idx", ["seriesDigest"])
@Check("run_status_known", oneOf("status", RUN_STATUSES))
export class RunEntity {
  @PrimaryGeneratedColumn("uuid")
  id: string;

  @Column(SEQUENCE)
  sequence: number;

  @ManyToOne(() => ShardEntity, { nullable: false })
  @JoinColumn()
  shard?: ShardEntity;

  @Column({ type: "uuid" })
  shardId: string;

  /** The shard's own parent, kept here too: runs are read by experiment. */
  @Column({ type: "uuid" })
  experimentId: string;

  /** Place in the plan; those of the second engine follow. */
  @Column({ type: "integer" })
  ordinal: number;

  /** Whether the second engine computed it. */
  @Column({ type: "boolean", default: false })
  crossCheck: boolean;

  /** The negative control that it belongs to; null for the protocol itself. */
  @Column(OPTIONAL_TEXT)
  control: string | null;

  @Column({ type: "text" })
  arm: string;

  @Column(BIGINT)
  seed: number;

  @Column({ type: "text" })
  measure: string;

  @Column({ type: "text" })
  status: RunStatus;

  /** Why it FAILED or DIVERGED. */
  @Column(OPTIONAL_TEXT)
  message: string | null;

  /** In the order in which they were measured; one document, since a run may have thousands. */
  @Column(jsonColumn(z.array(measurementSchema)))
  measurements: Measurement[];

  @Column(OPTIONAL_TEXT)
  certificateName: string | null;

  @ManyToOne(() => CertificateEntity, { nullable: true })
  @JoinColumn({ name: "certificate_digest" })
  certificate?: CertificateEntity | null;

  @Column(OPTIONAL_TEXT)
  certificateDigest: string | null;

  @ManyToOne(() => CertificateEntity, { nullable: true })
  @JoinColumn({ name: "series_digest" })
  series?: CertificateEntity | null;

  /** The document that holds its curves. */
  @Column(OPTIONAL_TEXT)
  seriesDigest: string | null;

  /** The attempt that computed it. */
  @Column({ type: "integer" })
  attempt: number;

  /** Wall-clock time in the computing process, by its monotonic clock. */
  @Column({ type: "double precision" })
  durationMs: number;

  @Column(CREATED_AT)
  createdAt: Date;
}
