-- CreateTable
CREATE TABLE "serving_traffic" (
    "deployment_id" TEXT NOT NULL,
    "slot" TIMESTAMPTZ(3) NOT NULL,
    "writer" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "answered" BIGINT NOT NULL DEFAULT 0,
    "refused" BIGINT NOT NULL DEFAULT 0,
    "cancelled" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "timed_out" BIGINT NOT NULL DEFAULT 0,
    "cut_off" BIGINT NOT NULL DEFAULT 0,
    "prompt_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "latency" JSONB NOT NULL DEFAULT '{}',
    "first_token" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "serving_traffic_pkey" PRIMARY KEY ("deployment_id","slot","writer")
);

ALTER TABLE "serving_traffic" ADD CONSTRAINT "serving_traffic_counts" CHECK (
    answered >= 0 AND refused >= 0 AND cancelled >= 0 AND failed >= 0 AND timed_out >= 0 AND cut_off >= 0
    AND prompt_tokens >= 0 AND output_tokens >= 0
    AND jsonb_typeof(latency) = 'object' AND jsonb_typeof(first_token) = 'object');

ALTER TABLE "serving_traffic" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "serving_traffic" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "serving_traffic" USING (current_setting('luthier.project', true) IN (project_id, '*'));
