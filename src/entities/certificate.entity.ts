import { Column, Entity, PrimaryColumn } from "typeorm";
import { CREATED_AT } from "./columns.ts";

/** A document from which someone else can check numbers without our code, known by its digest. */
@Entity("certificate")
export class CertificateEntity {
  /** SHA-256 of the content. */
  @PrimaryColumn({ type: "text" })
  digest: string;

  /** Canonical JSON. */
  @Column({ type: "text" })
  content: string;

  @Column(CREATED_AT)
  createdAt: Date;
}
