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
import { comparisonSchema, GATES, type Comparison, type Gate } from "../domain/regression.ts";
import { BUDGETS, type Budget } from "../domain/verdict.ts";
import { CREATED_AT, oneOf, SEQUENCE } from "./columns.ts";
import { jsonColumn } from "./json-column.ts";
import { ReleaseEntity } from "./release.entity.ts";

/** The evidence of two releases, compared; written once, never changed. */
@Entity("regression")
@Unique("regression_sequence_key", ["sequence"])
@Unique("regression_result_key", ["baselineId", "candidateId", "budget", "digest"])
@Index("regression_candidate_idx", ["candidateId"])
@Check("regression_budget_known", oneOf("budget", BUDGETS))
@Check("regression_gate_known", oneOf("gate", GATES))
export class RegressionEntity {
  @PrimaryGeneratedColumn("uuid")
  id: string;

  @Column(SEQUENCE)
  sequence: number;

  @ManyToOne(() => ReleaseEntity, { nullable: false })
  @JoinColumn()
  baseline?: ReleaseEntity;

  @Column({ type: "uuid" })
  baselineId: string;

  @ManyToOne(() => ReleaseEntity, { nullable: false })
  @JoinColumn()
  candidate?: ReleaseEntity;

  @Column({ type: "uuid" })
  candidateId: string;

  @Column({ type: "text" })
  budget: Budget;

  @Column({ type: "text" })
  gate: Gate;

  @Column({ type: "text" })
  reason: string;

  /** How many quantities were judged by an interval. */
  @Column({ type: "integer" })
  intervals: number;

  /** Of each interval. */
  @Column({ type: "double precision" })
  level: number;

  /**
   * The comparison itself, as canonical bytes; the columns above are copies to list by. Up to a
   * few hundred kB, so that only those who ask for it read it (`comparisonByRegression`).
   */
  @Column({ ...jsonColumn(comparisonSchema), select: false })
  document?: Comparison;

  /** Of the document. */
  @Column({ type: "text" })
  digest: string;

  @Column(CREATED_AT)
  createdAt: Date;
}
