import { Column, Entity, PrimaryGeneratedColumn, Unique } from "typeorm";
import { textListSchema } from "../domain/claim-words.ts";
import { CREATED_AT, OPTIONAL_TEXT, SLUG } from "./columns.ts";
import { jsonColumn } from "./json-column.ts";

/** A paper as the code defines it, copied here so that it can be listed and pointed at. */
@Entity("paper")
@Unique("paper_slug_key", ["slug"])
export class PaperEntity {
  @PrimaryGeneratedColumn("uuid")
  id: string;

  @Column(SLUG)
  slug: string;

  @Column({ type: "text" })
  title: string;

  @Column(jsonColumn(textListSchema))
  authors: string[];

  @Column({ type: "text" })
  venue: string;

  @Column({ type: "integer" })
  year: number;

  @Column(OPTIONAL_TEXT)
  arxivId: string | null;

  @Column(OPTIONAL_TEXT)
  doi: string | null;

  @Column({ type: "text" })
  versionRead: string;

  @Column({ type: "text" })
  summary: string;

  /** Of everything above; an unchanged paper is not written again. */
  @Column({ type: "text" })
  digest: string;

  /** False once the code no longer has it; its evidence stays readable. */
  @Column({ type: "boolean", default: true })
  listed: boolean;

  @Column(CREATED_AT)
  updatedAt: Date;
}
