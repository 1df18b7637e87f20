-- CreateTable
CREATE TABLE "contamination_report" (
    "evaluation_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "report" JSONB,
    "failure" TEXT,
    "next_step_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "contamination_report_pkey" PRIMARY KEY ("evaluation_id")
);

ALTER TABLE "contamination_report" ADD CONSTRAINT "contamination_report_state_known" CHECK (state IN ('running', 'ready', 'failed'));
ALTER TABLE "contamination_report" ADD CONSTRAINT "contamination_report_final" CHECK ((state = 'running') = (finished_at IS NULL) AND (state = 'running') = (next_step_at IS NOT NULL));
ALTER TABLE "contamination_report" ADD CONSTRAINT "contamination_report_told" CHECK ((state = 'ready') = (report IS NOT NULL) AND (state = 'failed') = (failure IS NOT NULL));

ALTER TABLE "contamination_report" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "contamination_report" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "contamination_report" USING (current_setting('luthier.project', true) IN (project_id, '*'));
