-- What a list is filtered by: a page of what is rare, the failed ones of 100,000, is found without reading all the others.
-- Below row-level security an index takes only conditions whose operator is leakproof. That of text is, that of an enum is not
-- (pg_proc.proleakproof), so an index over "state" would never be used: docs/adr/0088.
CREATE FUNCTION job_state_name(state "JobState") RETURNS text IMMUTABLE STRICT LANGUAGE sql
  RETURN CASE state
    WHEN 'validating' THEN 'validating' WHEN 'waiting' THEN 'waiting' WHEN 'queued' THEN 'queued'
    WHEN 'launching' THEN 'launching' WHEN 'running' THEN 'running' WHEN 'pausing' THEN 'pausing'
    WHEN 'paused' THEN 'paused' WHEN 'collecting' THEN 'collecting' WHEN 'cancelling' THEN 'cancelling'
    WHEN 'succeeded' THEN 'succeeded' WHEN 'failed' THEN 'failed' WHEN 'cancelled' THEN 'cancelled'
  END;

-- AlterTable
ALTER TABLE "job" ADD COLUMN "state_name" TEXT NOT NULL GENERATED ALWAYS AS (job_state_name("state")) STORED;

-- CreateIndex
CREATE INDEX "job_project_id_state_name_id_idx" ON "job"("project_id", "state_name", "id");

-- CreateIndex
CREATE INDEX "job_project_id_kind_id_idx" ON "job"("project_id", "kind", "id");

-- The jobs of a pipeline are asked for at each of their ends.
-- CreateIndex
CREATE INDEX "job_pipeline_id_id_idx" ON "job"("pipeline_id", "id");
