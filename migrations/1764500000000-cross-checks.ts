import type { MigrationInterface, QueryRunner } from "typeorm";

const REASONS = `
  'ALL_CONDITIONS_HOLD', 'EFFECT_ABSENT', 'COUNTEREXAMPLE', 'UNDERPOWERED', 'UNRESOLVED',
  'NOT_TESTABLE_AT_BUDGET', 'RUN_FAILED', 'RUN_DIVERGED', 'MEASUREMENT_NOT_FINITE'`;
const LATER_REASONS = `
  'CONTROL_NOT_RUN', 'HYPOTHESIS_NOT_MET', 'HYPOTHESES_NEVER_HOLD', 'CONTROL_PASSED',
  'IMPLEMENTATION_CHECK_FAILED'`;

function allowReasons(list: string): string {
  return `ALTER TABLE evidence DROP CONSTRAINT evidence_reason_code_known,
    ADD CONSTRAINT evidence_reason_code_known CHECK (reason_code IN (${list}))`;
}

/**
 * Verifications on two engines. Going back forgets them whole: the code of then reads no record of two,
 * and half of one is none.
 */
export class CrossChecks1764500000000 implements MigrationInterface {
  readonly name = "CrossChecks1764500000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE experiment ADD cross_check text;
      ALTER TABLE shard ADD cross_check_environment text;
      ALTER TABLE run ADD cross_check boolean NOT NULL DEFAULT false;
      ALTER TABLE evidence ADD cross_check text;
      ${allowReasons(`${REASONS}, 'ENGINES_DISAGREE', ${LATER_REASONS}`)};
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TEMPORARY TABLE forgotten ON COMMIT DROP AS
        SELECT id FROM experiment WHERE cross_check IS NOT NULL;
      DELETE FROM request WHERE answer_ids && ARRAY(SELECT id FROM forgotten);
      DELETE FROM figure USING evidence
        WHERE evidence.id = figure.evidence_id AND evidence.cross_check IS NOT NULL;
      DELETE FROM evidence WHERE cross_check IS NOT NULL;
      DELETE FROM run WHERE experiment_id IN (SELECT id FROM forgotten);
      DO $$ BEGIN
        IF to_regclass('queue.job') IS NOT NULL THEN
          DELETE FROM queue.job USING shard
            WHERE job.id = shard.id AND shard.experiment_id IN (SELECT id FROM forgotten);
        END IF;
      END $$;
      DELETE FROM shard WHERE experiment_id IN (SELECT id FROM forgotten);
      DELETE FROM experiment WHERE cross_check IS NOT NULL;
      ${allowReasons(`${REASONS}, ${LATER_REASONS}`)};
      ALTER TABLE evidence DROP cross_check;
      ALTER TABLE run DROP cross_check;
      ALTER TABLE shard DROP cross_check_environment;
      ALTER TABLE experiment DROP cross_check;
    `);
  }
}
