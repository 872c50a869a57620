import type { MigrationInterface, QueryRunner } from "typeorm";

/** The first tables. Going back drops them, and all evidence with them. */
export class CreateTables1764100000000 implements MigrationInterface {
  readonly name = "CreateTables1764100000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE paper (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        slug text COLLATE "C" NOT NULL CONSTRAINT paper_slug_key UNIQUE,
        title text NOT NULL,
        authors text NOT NULL,
        venue text NOT NULL,
        year integer NOT NULL,
        arxiv_id text,
        doi text,
        version_read text NOT NULL,
        summary text NOT NULL,
        digest text NOT NULL,
        listed boolean NOT NULL DEFAULT true,
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE claim (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        paper_id uuid NOT NULL REFERENCES paper (id),
        slug text COLLATE "C" NOT NULL CONSTRAINT claim_slug_key UNIQUE,
        title text NOT NULL,
        kind text NOT NULL CONSTRAINT claim_kind_known CHECK (kind IN (
          'THEOREM', 'PROPOSITION', 'COROLLARY', 'ARITHMETIC', 'EMPIRICAL', 'FAILURE_MODE',
          'INTERPRETATION')),
        evidence_kind text NOT NULL CONSTRAINT claim_evidence_kind_known CHECK (
          evidence_kind IN ('EXACT', 'DETERMINISTIC', 'STATISTICAL')),
        locator text NOT NULL,
        source_version text NOT NULL,
        statement text NOT NULL,
        formula text NOT NULL,
        provenance text NOT NULL,
        hypotheses text NOT NULL,
        controls text NOT NULL,
        limits text NOT NULL,
        deviations text NOT NULL,
        reported_figures text NOT NULL,
        protocols text NOT NULL,
        claim_digest text NOT NULL,
        digest text NOT NULL,
        listed boolean NOT NULL DEFAULT true,
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX claim_paper_slug_idx ON claim (paper_id, slug);

      CREATE TABLE release (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        sequence bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT release_sequence_key UNIQUE,
        version text NOT NULL,
        source_digest text NOT NULL,
        dependency_digest text NOT NULL,
        commit text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT release_identity_key UNIQUE (version, source_digest, dependency_digest)
      );

      CREATE TABLE experiment (
        id uuid PRIMARY KEY,
        sequence bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT experiment_sequence_key UNIQUE,
        claim_id uuid NOT NULL REFERENCES claim (id),
        release_id uuid NOT NULL REFERENCES release (id),
        budget text NOT NULL CONSTRAINT experiment_budget_known CHECK (
          budget IN ('smoke', 'quick', 'standard', 'paper')),
        engine text NOT NULL,
        claim_digest text NOT NULL,
        protocol_digest text NOT NULL,
        seeds text NOT NULL,
        status text NOT NULL CONSTRAINT experiment_status_known CHECK (status IN (
          'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'DEAD')),
        requested_by text NOT NULL,
        done integer NOT NULL DEFAULT 0,
        total integer NOT NULL,
        message text,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        CONSTRAINT experiment_progress_sane CHECK (done >= 0 AND done <= total)
      );
      CREATE INDEX experiment_identity_idx
        ON experiment (claim_digest, protocol_digest, budget, engine, release_id);
      CREATE INDEX experiment_claim_sequence_idx ON experiment (claim_id, sequence);
      CREATE INDEX experiment_release_idx ON experiment (release_id);

      CREATE TABLE shard (
        id uuid PRIMARY KEY,
        experiment_id uuid NOT NULL REFERENCES experiment (id),
        ordinal integer NOT NULL,
        status text NOT NULL CONSTRAINT shard_status_known CHECK (status IN (
          'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'DEAD')),
        attempt integer NOT NULL DEFAULT 0,
        losses integer NOT NULL DEFAULT 0,
        lease_owner text,
        leased_at timestamptz,
        message text,
        CONSTRAINT shard_ordinal_key UNIQUE (experiment_id, ordinal)
      );

      CREATE TABLE certificate (
        digest text PRIMARY KEY,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE run (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        sequence bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT run_sequence_key UNIQUE,
        shard_id uuid NOT NULL REFERENCES shard (id),
        experiment_id uuid NOT NULL,
        ordinal integer NOT NULL,
        control text,
        arm text NOT NULL,
        seed bigint NOT NULL,
        measure text NOT NULL,
        status text NOT NULL CONSTRAINT run_status_known CHECK (
          status IN ('SUCCEEDED', 'DIVERGED', 'FAILED')),
        message text,
        measurements text NOT NULL,
        certificate_name text,
        certificate_digest text REFERENCES certificate (digest),
        attempt integer NOT NULL,
        duration_ms double precision NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT run_ordinal_key UNIQUE (shard_id, ordinal)
      );
      CREATE INDEX run_experiment_sequence_idx ON run (experiment_id, sequence);
      CREATE INDEX run_certificate_idx ON run (certificate_digest);

      CREATE TABLE evidence (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        sequence bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT evidence_sequence_key UNIQUE,
        experiment_id uuid NOT NULL REFERENCES experiment (id),
        claim_id uuid NOT NULL REFERENCES claim (id),
        release_id uuid NOT NULL REFERENCES release (id),
        corrects_id uuid REFERENCES evidence (id),
        kind text NOT NULL CONSTRAINT evidence_kind_known CHECK (
          kind IN ('EXACT', 'DETERMINISTIC', 'STATISTICAL')),
        budget text NOT NULL CONSTRAINT evidence_budget_known CHECK (
          budget IN ('smoke', 'quick', 'standard', 'paper')),
        verdict text NOT NULL CONSTRAINT evidence_verdict_known CHECK (verdict IN (
          'SUPPORTED', 'NOT_SUPPORTED', 'REFUTED', 'INCONCLUSIVE', 'PRECONDITION_FAILED',
          'VACUOUS', 'INVALID')),
        uncapped_verdict text NOT NULL CONSTRAINT evidence_uncapped_verdict_known CHECK (
          uncapped_verdict IN (
          'SUPPORTED', 'NOT_SUPPORTED', 'REFUTED', 'INCONCLUSIVE', 'PRECONDITION_FAILED',
          'VACUOUS', 'INVALID')),
        reason_code text NOT NULL CONSTRAINT evidence_reason_code_known CHECK (reason_code IN (
          'ALL_CONDITIONS_HOLD', 'EFFECT_ABSENT', 'COUNTEREXAMPLE', 'UNDERPOWERED', 'UNRESOLVED',
          'NOT_TESTABLE_AT_BUDGET', 'RUN_FAILED', 'RUN_DIVERGED', 'MEASUREMENT_NOT_FINITE',
          'CONTROL_NOT_RUN', 'HYPOTHESIS_NOT_MET', 'HYPOTHESES_NEVER_HOLD', 'CONTROL_PASSED',
          'IMPLEMENTATION_CHECK_FAILED')),
        reason text NOT NULL,
        claim_digest text NOT NULL,
        protocol_digest text NOT NULL,
        result_digest text NOT NULL,
        digest text NOT NULL,
        record text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX evidence_experiment_key ON evidence (experiment_id)
        WHERE corrects_id IS NULL;
      CREATE INDEX evidence_current_idx ON evidence (claim_id, claim_digest, budget, sequence);
      CREATE INDEX evidence_digest_idx ON evidence (digest);
      CREATE INDEX evidence_release_idx ON evidence (release_id);
      CREATE INDEX evidence_corrects_idx ON evidence (corrects_id);

      CREATE TABLE figure (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        evidence_id uuid NOT NULL REFERENCES evidence (id),
        ordinal integer NOT NULL,
        name text NOT NULL,
        title text NOT NULL,
        spec text NOT NULL,
        CONSTRAINT figure_ordinal_key UNIQUE (evidence_id, ordinal)
      );

      CREATE TABLE request (
        caller text NOT NULL,
        key text NOT NULL,
        input_digest text NOT NULL,
        experiment_ids uuid[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (caller, key)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE request, figure, evidence, run, certificate, shard, experiment, release, claim,
        paper;
    `);
  }
}
