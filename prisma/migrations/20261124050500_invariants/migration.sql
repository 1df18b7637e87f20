-- What the reducers promise, the database repeats.

-- The state table of libs/jobs/job.ts (a test compares the two).
CREATE TABLE "job_transition" (
  "from" "JobState" NOT NULL,
  "to" "JobState" NOT NULL,
  PRIMARY KEY ("from", "to")
);
INSERT INTO "job_transition" ("from", "to") VALUES
  ('validating', 'waiting'), ('validating', 'queued'), ('validating', 'failed'), ('validating', 'cancelled'),
  ('waiting', 'queued'), ('waiting', 'failed'), ('waiting', 'cancelled'),
  ('queued', 'launching'), ('queued', 'paused'), ('queued', 'failed'), ('queued', 'cancelled'),
  ('launching', 'running'), ('launching', 'queued'), ('launching', 'pausing'), ('launching', 'failed'), ('launching', 'cancelling'),
  ('running', 'collecting'), ('running', 'queued'), ('running', 'pausing'), ('running', 'failed'), ('running', 'cancelling'),
  ('pausing', 'paused'), ('pausing', 'collecting'), ('pausing', 'failed'), ('pausing', 'cancelling'),
  ('paused', 'queued'), ('paused', 'failed'), ('paused', 'cancelled'),
  ('collecting', 'succeeded'), ('collecting', 'queued'), ('collecting', 'failed'), ('collecting', 'cancelling'),
  ('cancelling', 'cancelled'), ('cancelling', 'succeeded'), ('cancelling', 'failed');

CREATE FUNCTION job_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('succeeded', 'failed', 'cancelled') AND NEW.state IS DISTINCT FROM OLD.state THEN
    RAISE EXCEPTION 'job % is final (%) and cannot become %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state IS DISTINCT FROM OLD.state
     AND NOT EXISTS (SELECT 1 FROM job_transition t WHERE t."from" = OLD.state AND t."to" = NEW.state) THEN
    RAISE EXCEPTION 'job %: % -> % is not in the state table', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.epoch < OLD.epoch THEN
    RAISE EXCEPTION 'job %: the fencing epoch cannot go back', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER job_guard BEFORE UPDATE ON "job" FOR EACH ROW EXECUTE FUNCTION job_guard();

ALTER TABLE "job" ADD CONSTRAINT job_final_iff_finished
  CHECK ((state IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL));
ALTER TABLE "job" ADD CONSTRAINT job_failed_iff_reason CHECK ((state = 'failed') = (failure_reason IS NOT NULL));
CREATE UNIQUE INDEX attempt_one_live_per_job ON "attempt" (job_id) WHERE live;
CREATE INDEX job_due ON "job" (next_step_at) WHERE next_step_at IS NOT NULL;
CREATE INDEX outbox_due ON "outbox" (id) WHERE rung_at IS NULL;
CREATE UNIQUE INDEX deployment_one_preview ON "deployment" (version_id) WHERE kind = 'preview' AND desired = 'serving';
CREATE UNIQUE INDEX promotion_one_open ON "promotion" (model_id, alias) WHERE state IN ('pending', 'running');

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_event" FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "license_decision" FOR EACH STATEMENT EXECUTE FUNCTION append_only();

ALTER TABLE "api_key" ADD CONSTRAINT api_key_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "file" ADD CONSTRAINT file_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "dataset_version" ADD CONSTRAINT dataset_version_dataset FOREIGN KEY (dataset_id) REFERENCES "dataset" (id);
ALTER TABLE "job" ADD CONSTRAINT job_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "job" ADD CONSTRAINT job_pipeline FOREIGN KEY (pipeline_id) REFERENCES "pipeline" (id);
ALTER TABLE "compute_slot" ADD CONSTRAINT compute_slot_attempt FOREIGN KEY (attempt_id) REFERENCES "attempt" (id);
ALTER TABLE "job_event" ADD CONSTRAINT job_event_job FOREIGN KEY (job_id) REFERENCES "job" (id);
ALTER TABLE "evaluation" ADD CONSTRAINT evaluation_job FOREIGN KEY (job_id) REFERENCES "job" (id);
ALTER TABLE "model_version" ADD CONSTRAINT model_version_model FOREIGN KEY (model_id) REFERENCES "registered_model" (id);
ALTER TABLE "model_alias" ADD CONSTRAINT model_alias_version FOREIGN KEY (version_id) REFERENCES "model_version" (id);
ALTER TABLE "model_alias" ADD CONSTRAINT model_alias_decision FOREIGN KEY (decision_id) REFERENCES "license_decision" (id);
ALTER TABLE "deployment" ADD CONSTRAINT deployment_decision FOREIGN KEY (decision_id) REFERENCES "license_decision" (id);
ALTER TABLE "deployment" ADD CONSTRAINT deployment_artifact FOREIGN KEY (artifact_id) REFERENCES "artifact" (id);

-- Row-level security: db.tx sets luthier.project, and '*' is the system's own background work. FORCE binds the owner too.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['api_key', 'audit_event', 'license_decision', 'base_model', 'file', 'dataset',
    'dataset_version', 'artifact', 'artifact_edge', 'pipeline', 'job', 'attempt', 'job_event', 'job_metric',
    'checkpoint', 'evaluation', 'registered_model', 'model_version', 'model_alias', 'promotion', 'deployment',
    'idempotency_key']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY project_rows ON %I USING (current_setting(''luthier.project'', true) IN (project_id, ''*''))', t);
  END LOOP;
END $$;
