import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, Unique } from "typeorm";
import { environmentSchema, type Environment } from "../domain/environment.ts";
import { EXPERIMENT_STATUSES, type ExperimentStatus } from "../domain/run-status.ts";
import { oneOf, OPTIONAL_TEXT, TIME } from "./columns.ts";
import { ExperimentEntity } from "./experiment.entity.ts";
import { optionalJsonColumn } from "./json-column.ts";

/** The runs of an experiment that one job computes; the job has the shard's id. */
@Entity("shard")
@Unique("shard_ordinal_key", ["experimentId", "ordinal"])
@Check("shard_status_known", oneOf("status", EXPERIMENT_STATUSES))
export class ShardEntity {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @ManyToOne(() => ExperimentEntity, { nullable: false })
  @JoinColumn()
  experiment?: ExperimentEntity;

  @Column({ type: "uuid" })
  experimentId: string;

  @Column({ type: "integer" })
  ordinal: number;

  @Column({ type: "text" })
  status: ExperimentStatus;

  /** The fence: raised by each start; whoever holds a lower number may write nothing any more. */
  @Column({ type: "integer", default: 0 })
  attempt: number;

  /** Attempts that ended without an answer; the third parks the shard as DEAD. */
  @Column({ type: "integer", default: 0 })
  losses: number;

  /** The worker that holds the current attempt. */
  @Column(OPTIONAL_TEXT)
  leaseOwner: string | null;

  @Column(TIME)
  leasedAt: Date | null;

  /** What its kept runs were computed in; null before the first. Runs of two never mix. */
  @Column(optionalJsonColumn(environmentSchema))
  environment: Environment | null;

  /** The same of those on the second engine. */
  @Column(optionalJsonColumn(environmentSchema))
  crossCheckEnvironment: Environment | null;

  /** How the last lost attempt ended: signal, exit code, memory, last lines of its log. */
  @Column(OPTIONAL_TEXT)
  message: string | null;
}
