import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a shard's runs were computed in, and the curves of a run. Going back forgets both. */
export class Engines1764200000000 implements MigrationInterface {
  readonly name = "Engines1764200000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE shard ADD environment text;
      ALTER TABLE run ADD series_digest text REFERENCES certificate (digest);
      CREATE INDEX run_series_idx ON run (series_digest);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE run DROP series_digest;
      ALTER TABLE shard DROP environment;
    `);
  }
}
