-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "system_offset" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "job_system_metric" (
    "job_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_system_metric_pkey" PRIMARY KEY ("job_id","key","step")
);

ALTER TABLE "job_system_metric" ADD CONSTRAINT "job_system_metric_job" FOREIGN KEY (job_id) REFERENCES "job" (id);
ALTER TABLE "job_system_metric" ADD CONSTRAINT "job_system_metric_key" CHECK (key LIKE 'system/%' AND step >= 0);

ALTER TABLE "job_system_metric" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "job_system_metric" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "job_system_metric" USING (current_setting('luthier.project', true) IN (project_id, '*'));
