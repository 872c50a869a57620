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
import type { z } from "zod";
import {
  controlWordsListSchema,
  hypothesisListSchema,
  protocolSummaryListSchema,
  provenanceListSchema,
  reportedFigureListSchema,
  textListSchema,
} from "../domain/claim-words.ts";
import {
  CLAIM_KINDS,
  EVIDENCE_KINDS,
  type ClaimKind,
  type EvidenceKind,
} from "../domain/verdict.ts";
import { CREATED_AT, oneOf, SLUG } from "./columns.ts";
import { jsonColumn } from "./json-column.ts";
import { PaperEntity } from "./paper.entity.ts";

/** A claim as the code words it now; evidence keeps the digest of the wording it was made under. */
@Entity("claim")
@Unique("claim_slug_key", ["slug"])
@Index("claim_paper_slug_idx", ["paperId", "slug"])
@Check("claim_kind_known", oneOf("kind", CLAIM_KINDS))
@Check("claim_evidence_kind_known", oneOf("evidence_kind", EVIDENCE_KINDS))
export class ClaimEntity {
  @PrimaryGeneratedColumn("uuid")
  id: string;

  @ManyToOne(() => PaperEntity, { nullable: false })
  @JoinColumn()
  paper?: PaperEntity;

  @Column({ type: "uuid" })
  paperId: string;

  @Column(SLUG)
  slug: string;

  @Column({ type: "text" })
  title: string;

  @Column({ type: "text" })
  kind: ClaimKind;

  @Column({ type: "text" })
  evidenceKind: EvidenceKind;

  /** Theorem, equation or section in the source. */
  @Column({ type: "text" })
  locator: string;

  @Column({ type: "text" })
  sourceVersion: string;

  @Column({ type: "text" })
  statement: string;

  /** LaTeX. */
  @Column({ type: "text" })
  formula: string;

  @Column(jsonColumn(provenanceListSchema))
  provenance: z.infer<typeof provenanceListSchema>;

  @Column(jsonColumn(hypothesisListSchema))
  hypotheses: z.infer<typeof hypothesisListSchema>;

  @Column(jsonColumn(controlWordsListSchema))
  controls: z.infer<typeof controlWordsListSchema>;

  @Column(jsonColumn(textListSchema))
  limits: string[];

  @Column(jsonColumn(textListSchema))
  deviations: string[];

  @Column(jsonColumn(reportedFigureListSchema))
  reportedFigures: z.infer<typeof reportedFigureListSchema>;

  /** One for each budget. */
  @Column(jsonColumn(protocolSummaryListSchema))
  protocols: z.infer<typeof protocolSummaryListSchema>;

  /** Of what is claimed; a change makes earlier evidence "measured under an earlier wording". */
  @Column({ type: "text" })
  claimDigest: string;

  /** Of the whole row; an unchanged claim is not written again. */
  @Column({ type: "text" })
  digest: string;

  /** False once the code no longer has it; its evidence stays readable. */
  @Column({ type: "boolean", default: true })
  listed: boolean;

  @Column(CREATED_AT)
  updatedAt: Date;
}
