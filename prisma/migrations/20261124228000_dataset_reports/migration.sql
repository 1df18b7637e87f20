-- CreateTable
CREATE TABLE "dataset_report" (
    "project_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dataset_report_pkey" PRIMARY KEY ("project_id","key")
);

ALTER TABLE "dataset_report" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "dataset_report" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "dataset_report" USING (current_setting('luthier.project', true) IN (project_id, '*'));
