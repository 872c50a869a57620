import { Column, Entity, PrimaryGeneratedColumn, Unique } from "typeorm";
import { CREATED_AT, OPTIONAL_TEXT, SEQUENCE } from "./columns.ts";

/** A version of the code that can change a number. */
@Entity("release")
@Unique("release_identity_key", ["version", "sourceDigest", "dependencyDigest"])
@Unique("release_sequence_key", ["sequence"])
export class ReleaseEntity {
  @PrimaryGeneratedColumn("uuid")
  id: string;

  @Column(SEQUENCE)
  sequence: number;

  @Column({ type: "text" })
  version: string;

  @Column({ type: "text" })
  sourceDigest: string;

  @Column({ type: "text" })
  dependencyDigest: string;

  /** Git commit, where it was known when the release was first seen; not part of its identity. */
  @Column(OPTIONAL_TEXT)
  commit: string | null;

  @Column(CREATED_AT)
  createdAt: Date;
}
