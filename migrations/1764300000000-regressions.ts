import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Comparisons of two releases, and what finds the evidence of one. What a key was answered with may
 * be more than experiments. Going back forgets the comparisons.
 */
export class Regressions1764300000000 implements MigrationInterface {
  readonly name = "Regressions1764300000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE regression (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        sequence bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT regression_sequence_key UNIQUE,
        baseline_id uuid NOT NULL REFERENCES release (id),
        candidate_id uuid NOT NULL REFERENCES release (id),
        budget text NOT NULL CONSTRAINT regression_budget_known CHECK (
          budget IN ('smoke', 'quick', 'standard', 'paper')),
        gate text NOT NULL CONSTRAINT regression_gate_known CHECK (
          gate IN ('PASS', 'WARN', 'FAIL', 'UNDECIDED')),
        reason text NOT NULL,
        intervals integer NOT NULL,
        level double precision NOT NULL,
        document text NOT NULL,
        digest text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT regression_result_key UNIQUE (baseline_id, candidate_id, budget, digest)
      );
      CREATE INDEX regression_candidate_idx ON regression (candidate_id);
      DROP INDEX evidence_release_idx;
      CREATE INDEX evidence_release_idx ON evidence (release_id, budget, claim_id, sequence);
      ALTER TABLE request RENAME experiment_ids TO answer_ids;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM request WHERE answer_ids && ARRAY(SELECT id FROM regression);
      ALTER TABLE request RENAME answer_ids TO experiment_ids;
      DROP INDEX evidence_release_idx;
      CREATE INDEX evidence_release_idx ON evidence (release_id);
      DROP TABLE regression;
    `);
  }
}
