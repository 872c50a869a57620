-- The tables after all migrations, as PostgreSQL describes them.
-- Written by `npm run generate`; do not edit.

CREATE TABLE certificate (
  digest text NOT NULL,
  content text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT certificate_pkey PRIMARY KEY (digest)
);

CREATE TABLE claim (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  paper_id uuid NOT NULL,
  slug text COLLATE "C" NOT NULL,
  title text NOT NULL,
  kind text NOT NULL,
  evidence_kind text NOT NULL,
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
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT claim_evidence_kind_known CHECK ((evidence_kind = ANY (ARRAY['EXACT'::text, 'DETERMINISTIC'::text, 'STATISTICAL'::text]))),
  CONSTRAINT claim_kind_known CHECK ((kind = ANY (ARRAY['THEOREM'::text, 'PROPOSITION'::text, 'COROLLARY'::text, 'ARITHMETIC'::text, 'EMPIRICAL'::text, 'FAILURE_MODE'::text, 'INTERPRETATION'::text]))),
  CONSTRAINT claim_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES paper(id),
  CONSTRAINT claim_pkey PRIMARY KEY (id),
  CONSTRAINT claim_slug_key UNIQUE (slug)
);
CREATE INDEX claim_paper_slug_idx ON public.claim USING btree (paper_id, slug);

CREATE TABLE evidence (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  experiment_id uuid NOT NULL,
  claim_id uuid NOT NULL,
  release_id uuid NOT NULL,
  corrects_id uuid,
  kind text NOT NULL,
  budget text NOT NULL,
  verdict text NOT NULL,
  uncapped_verdict text NOT NULL,
  reason_code text NOT NULL,
  reason text NOT NULL,
  claim_digest text NOT NULL,
  protocol_digest text NOT NULL,
  result_digest text NOT NULL,
  digest text NOT NULL,
  record text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  cross_check text,
  CONSTRAINT evidence_budget_known CHECK ((budget = ANY (ARRAY['smoke'::text, 'quick'::text, 'standard'::text, 'paper'::text]))),
  CONSTRAINT evidence_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id),
  CONSTRAINT evidence_corrects_id_fkey FOREIGN KEY (corrects_id) REFERENCES evidence(id),
  CONSTRAINT evidence_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES experiment(id),
  CONSTRAINT evidence_kind_known CHECK ((kind = ANY (ARRAY['EXACT'::text, 'DETERMINISTIC'::text, 'STATISTICAL'::text]))),
  CONSTRAINT evidence_pkey PRIMARY KEY (id),
  CONSTRAINT evidence_reason_code_known CHECK ((reason_code = ANY (ARRAY['ALL_CONDITIONS_HOLD'::text, 'EFFECT_ABSENT'::text, 'COUNTEREXAMPLE'::text, 'UNDERPOWERED'::text, 'UNRESOLVED'::text, 'NOT_TESTABLE_AT_BUDGET'::text, 'RUN_FAILED'::text, 'RUN_DIVERGED'::text, 'MEASUREMENT_NOT_FINITE'::text, 'ENGINES_DISAGREE'::text, 'CONTROL_NOT_RUN'::text, 'HYPOTHESIS_NOT_MET'::text, 'HYPOTHESES_NEVER_HOLD'::text, 'CONTROL_PASSED'::text, 'IMPLEMENTATION_CHECK_FAILED'::text]))),
  CONSTRAINT evidence_release_id_fkey FOREIGN KEY (release_id) REFERENCES release(id),
  CONSTRAINT evidence_sequence_key UNIQUE (sequence),
  CONSTRAINT evidence_uncapped_verdict_known CHECK ((uncapped_verdict = ANY (ARRAY['SUPPORTED'::text, 'NOT_SUPPORTED'::text, 'REFUTED'::text, 'INCONCLUSIVE'::text, 'PRECONDITION_FAILED'::text, 'VACUOUS'::text, 'INVALID'::text]))),
  CONSTRAINT evidence_verdict_known CHECK ((verdict = ANY (ARRAY['SUPPORTED'::text, 'NOT_SUPPORTED'::text, 'REFUTED'::text, 'INCONCLUSIVE'::text, 'PRECONDITION_FAILED'::text, 'VACUOUS'::text, 'INVALID'::text])))
);
CREATE INDEX evidence_corrects_idx ON public.evidence USING btree (corrects_id);
CREATE INDEX evidence_current_idx ON public.evidence USING btree (claim_id, claim_digest, budget, sequence);
CREATE INDEX evidence_digest_idx ON public.evidence USING btree (digest);
CREATE UNIQUE INDEX evidence_experiment_key ON public.evidence USING btree (experiment_id) WHERE (corrects_id IS NULL);
CREATE INDEX evidence_release_idx ON public.evidence USING btree (release_id, budget, claim_id, sequence);

CREATE TABLE experiment (
  id uuid NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  claim_id uuid NOT NULL,
  release_id uuid NOT NULL,
  budget text NOT NULL,
  engine text NOT NULL,
  claim_digest text NOT NULL,
  protocol_digest text NOT NULL,
  seeds text NOT NULL,
  status text NOT NULL,
  requested_by text NOT NULL,
  done integer NOT NULL DEFAULT 0,
  total integer NOT NULL,
  message text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  cross_check text,
  engine_reason text,
  CONSTRAINT experiment_budget_known CHECK ((budget = ANY (ARRAY['smoke'::text, 'quick'::text, 'standard'::text, 'paper'::text]))),
  CONSTRAINT experiment_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id),
  CONSTRAINT experiment_pkey PRIMARY KEY (id),
  CONSTRAINT experiment_progress_sane CHECK (((done >= 0) AND (done <= total))),
  CONSTRAINT experiment_release_id_fkey FOREIGN KEY (release_id) REFERENCES release(id),
  CONSTRAINT experiment_sequence_key UNIQUE (sequence),
  CONSTRAINT experiment_status_known CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'SUCCEEDED'::text, 'FAILED'::text, 'CANCELLED'::text, 'DEAD'::text])))
);
CREATE INDEX experiment_claim_sequence_idx ON public.experiment USING btree (claim_id, sequence);
CREATE INDEX experiment_identity_idx ON public.experiment USING btree (claim_digest, protocol_digest, budget, engine, release_id);
CREATE INDEX experiment_release_idx ON public.experiment USING btree (release_id);

CREATE TABLE figure (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  evidence_id uuid NOT NULL,
  ordinal integer NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  spec text NOT NULL,
  svg text,
  undrawn text,
  CONSTRAINT figure_evidence_id_fkey FOREIGN KEY (evidence_id) REFERENCES evidence(id),
  CONSTRAINT figure_ordinal_key UNIQUE (evidence_id, ordinal),
  CONSTRAINT figure_pkey PRIMARY KEY (id)
);

CREATE TABLE paper (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  slug text COLLATE "C" NOT NULL,
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
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT paper_pkey PRIMARY KEY (id),
  CONSTRAINT paper_slug_key UNIQUE (slug)
);

CREATE TABLE regression (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  baseline_id uuid NOT NULL,
  candidate_id uuid NOT NULL,
  budget text NOT NULL,
  gate text NOT NULL,
  reason text NOT NULL,
  intervals integer NOT NULL,
  level double precision NOT NULL,
  document text NOT NULL,
  digest text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT regression_baseline_id_fkey FOREIGN KEY (baseline_id) REFERENCES release(id),
  CONSTRAINT regression_budget_known CHECK ((budget = ANY (ARRAY['smoke'::text, 'quick'::text, 'standard'::text, 'paper'::text]))),
  CONSTRAINT regression_candidate_id_fkey FOREIGN KEY (candidate_id) REFERENCES release(id),
  CONSTRAINT regression_gate_known CHECK ((gate = ANY (ARRAY['PASS'::text, 'WARN'::text, 'FAIL'::text, 'UNDECIDED'::text]))),
  CONSTRAINT regression_pkey PRIMARY KEY (id),
  CONSTRAINT regression_result_key UNIQUE (baseline_id, candidate_id, budget, digest),
  CONSTRAINT regression_sequence_key UNIQUE (sequence)
);
CREATE INDEX regression_candidate_idx ON public.regression USING btree (candidate_id);

CREATE TABLE release (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  version text NOT NULL,
  source_digest text NOT NULL,
  dependency_digest text NOT NULL,
  commit text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT release_identity_key UNIQUE (version, source_digest, dependency_digest),
  CONSTRAINT release_pkey PRIMARY KEY (id),
  CONSTRAINT release_sequence_key UNIQUE (sequence)
);

CREATE TABLE request (
  caller text NOT NULL,
  key text NOT NULL,
  input_digest text NOT NULL,
  answer_ids uuid[] NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT request_pkey PRIMARY KEY (caller, key)
);

CREATE TABLE run (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  shard_id uuid NOT NULL,
  experiment_id uuid NOT NULL,
  ordinal integer NOT NULL,
  control text,
  arm text NOT NULL,
  seed bigint NOT NULL,
  measure text NOT NULL,
  status text NOT NULL,
  message text,
  measurements text NOT NULL,
  certificate_name text,
  certificate_digest text,
  attempt integer NOT NULL,
  duration_ms double precision NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  series_digest text,
  cross_check boolean NOT NULL DEFAULT false,
  CONSTRAINT run_certificate_digest_fkey FOREIGN KEY (certificate_digest) REFERENCES certificate(digest),
  CONSTRAINT run_ordinal_key UNIQUE (shard_id, ordinal),
  CONSTRAINT run_pkey PRIMARY KEY (id),
  CONSTRAINT run_sequence_key UNIQUE (sequence),
  CONSTRAINT run_series_digest_fkey FOREIGN KEY (series_digest) REFERENCES certificate(digest),
  CONSTRAINT run_shard_id_fkey FOREIGN KEY (shard_id) REFERENCES shard(id),
  CONSTRAINT run_status_known CHECK ((status = ANY (ARRAY['SUCCEEDED'::text, 'DIVERGED'::text, 'FAILED'::text])))
);
CREATE INDEX run_certificate_idx ON public.run USING btree (certificate_digest);
CREATE INDEX run_experiment_sequence_idx ON public.run USING btree (experiment_id, sequence);
CREATE INDEX run_series_idx ON public.run USING btree (series_digest);

CREATE TABLE schema_migration (
  id integer NOT NULL DEFAULT nextval('schema_migration_id_seq'::regclass),
  timestamp bigint NOT NULL,
  name character varying NOT NULL,
  CONSTRAINT schema_migration_pkey PRIMARY KEY (id)
);

CREATE TABLE shard (
  id uuid NOT NULL,
  experiment_id uuid NOT NULL,
  ordinal integer NOT NULL,
  status text NOT NULL,
  attempt integer NOT NULL DEFAULT 0,
  losses integer NOT NULL DEFAULT 0,
  lease_owner text,
  leased_at timestamp with time zone,
  message text,
  environment text,
  cross_check_environment text,
  CONSTRAINT shard_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES experiment(id),
  CONSTRAINT shard_ordinal_key UNIQUE (experiment_id, ordinal),
  CONSTRAINT shard_pkey PRIMARY KEY (id),
  CONSTRAINT shard_status_known CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'SUCCEEDED'::text, 'FAILED'::text, 'CANCELLED'::text, 'DEAD'::text])))
);
