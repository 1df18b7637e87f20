-- CreateTable
CREATE TABLE "integration" (
    "project_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "secret" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "updated_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "integration_pkey" PRIMARY KEY ("project_id","type")
);

-- CreateTable
CREATE TABLE "integration_run" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "asked" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'live',
    "place" JSONB,
    "sent_lines" INTEGER NOT NULL DEFAULT 0,
    "sent_step" INTEGER NOT NULL DEFAULT -1,
    "summary" JSONB NOT NULL DEFAULT '{}',
    "sent_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "told" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "next_step_at" TIMESTAMPTZ(3),
    "lease_token" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "integration_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "integration_run_next_step_at_idx" ON "integration_run"("next_step_at");

-- CreateIndex
CREATE UNIQUE INDEX "integration_run_job_id_position_key" ON "integration_run"("job_id", "position");

ALTER TABLE "integration" ADD CONSTRAINT integration_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "integration" ADD CONSTRAINT integration_type CHECK (type IN ('wandb'));
ALTER TABLE "integration_run" ADD CONSTRAINT integration_run_job FOREIGN KEY (job_id) REFERENCES "job" (id);
ALTER TABLE "integration_run" ADD CONSTRAINT integration_run_type CHECK (type IN ('wandb'));
ALTER TABLE "integration_run" ADD CONSTRAINT integration_run_state CHECK (state IN ('live', 'done', 'given_up'));
ALTER TABLE "integration_run" ADD CONSTRAINT integration_run_live_iff_due CHECK ((state = 'live') = (next_step_at IS NOT NULL));
ALTER TABLE "integration_run" ADD CONSTRAINT integration_run_final_iff_finished CHECK ((state <> 'live') = (finished_at IS NOT NULL));

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['integration', 'integration_run']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY project_rows ON %I USING (current_setting(''luthier.project'', true) IN (project_id, ''*''))', t);
  END LOOP;
END $$;
