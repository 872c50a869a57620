import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from "typeorm";
import { z } from "zod";
import { EvidenceEntity } from "./evidence.entity.ts";
import { OPTIONAL_TEXT } from "./columns.ts";
import { jsonColumn } from "./json-column.ts";

export const figureSpecSchema = z.record(z.string(), z.json());

/** A figure that was drawn from the runs of one evidence. */
@Entity("figure")
@Unique("figure_ordinal_key", ["evidenceId", "ordinal"])
export class FigureEntity {
  @PrimaryGeneratedColumn("uuid")
  id: string;

  @ManyToOne(() => EvidenceEntity, { nullable: false })
  @JoinColumn()
  evidence?: EvidenceEntity;

  @Column({ type: "uuid" })
  evidenceId: string;

  @Column({ type: "integer" })
  ordinal: number;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "text" })
  title: string;

  /** A Vega-Lite specification with its data inside. */
  @Column(jsonColumn(figureSpecSchema))
  spec: object;

  /** Null where it could not be drawn, and for what was stored before drawings were kept. */
  @Column(OPTIONAL_TEXT)
  svg: string | null;

  /** Why it could not be drawn, in a sentence. */
  @Column(OPTIONAL_TEXT)
  undrawn: string | null;
}
