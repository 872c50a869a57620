import type { MigrationInterface, QueryRunner } from "typeorm";

/** Figures as they were drawn, or why they could not be. Going back forgets both. */
export class Drawings1764400000000 implements MigrationInterface {
  readonly name = "Drawings1764400000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE figure ADD svg text, ADD undrawn text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE figure DROP svg, DROP undrawn`);
  }
}
