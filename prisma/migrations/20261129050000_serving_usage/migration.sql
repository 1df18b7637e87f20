-- CreateTable
CREATE TABLE "serving_usage" (
    "deployment_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "writer" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "requests" BIGINT NOT NULL DEFAULT 0,
    "uncounted" BIGINT NOT NULL DEFAULT 0,
    "prompt_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "busy_ms" BIGINT NOT NULL DEFAULT 0,
    "cpus" INTEGER NOT NULL DEFAULT 0,
    "up_ms" BIGINT NOT NULL DEFAULT 0,
    "measured_joules" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "modelled_joules" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "unknown_ms" BIGINT NOT NULL DEFAULT 0,
    "source" TEXT,

    CONSTRAINT "serving_usage_pkey" PRIMARY KEY ("deployment_id","hour","writer")
);

-- CreateIndex
CREATE INDEX "serving_usage_version_id_hour_idx" ON "serving_usage"("version_id", "hour");

ALTER TABLE "serving_usage" ADD CONSTRAINT "serving_usage_counts" CHECK (
    requests >= 0 AND uncounted BETWEEN 0 AND requests AND prompt_tokens >= 0 AND output_tokens >= 0 AND busy_ms >= 0
    AND cpus >= 0 AND up_ms >= 0 AND measured_joules >= 0 AND modelled_joules >= 0 AND unknown_ms >= 0);

ALTER TABLE "serving_usage" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "serving_usage" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "serving_usage" USING (current_setting('luthier.project', true) IN (project_id, '*'));
