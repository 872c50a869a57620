import { Column, Entity, PrimaryColumn } from "typeorm";
import { CREATED_AT } from "./columns.ts";

/** What a caller's idempotency key was first answered with. */
@Entity("request")
export class RequestEntity {
  /** Who asked: "owner" until tokens have a table. */
  @PrimaryColumn({ type: "text" })
  caller: string;

  @PrimaryColumn({ type: "text" })
  key: string;

  /** Of the operation and its input; the same key with another input is a conflict. */
  @Column({ type: "text" })
  inputDigest: string;

  /** Of experiments or of a regression, as the operation has it; in the order of the answer. */
  @Column({ type: "uuid", array: true })
  answerIds: string[];

  @Column(CREATED_AT)
  createdAt: Date;
}
