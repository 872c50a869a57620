import type { MigrationInterface, QueryRunner } from "typeorm";

/** In canonical JSON, where "environment" always follows; a quote within a string is escaped. */
const REASON_IN_RECORD = String.raw`"engineReason":"(\\.|[^"\\])*",`;

/** Why a verification is computed by its engine. Going back forgets why. */
export class EngineReasons1764600000000 implements MigrationInterface {
  readonly name = "EngineReasons1764600000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE experiment ADD engine_reason text");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("UPDATE evidence SET record = regexp_replace(record, $1, '')", [
      REASON_IN_RECORD,
    ]);
    await runner.query("ALTER TABLE experiment DROP engine_reason");
  }
}
