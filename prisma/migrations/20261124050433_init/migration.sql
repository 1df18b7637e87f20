-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "JobState" AS ENUM ('validating', 'waiting', 'queued', 'launching', 'running', 'pausing', 'paused', 'collecting', 'cancelling', 'succeeded', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "artifact" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "manifest" JSONB NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "job_id" TEXT,
    "step" INTEGER,
    "provenance" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "artifact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "artifact_edge" (
    "artifact_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "parent_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,

    CONSTRAINT "artifact_edge_pkey" PRIMARY KEY ("artifact_id","parent_id","type")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target_type" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "request_id" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "base_model" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "hub_id" TEXT NOT NULL,
    "revision" TEXT,
    "source" JSONB NOT NULL,
    "declared_license" TEXT NOT NULL,
    "license_id" TEXT,
    "license_sha256" TEXT,
    "state" TEXT NOT NULL DEFAULT 'importing',
    "failure" TEXT,
    "import_job_id" TEXT,
    "artifact_id" TEXT,
    "architecture" TEXT,
    "parameter_count" BIGINT,
    "context_length" INTEGER,
    "config" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "base_model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "file" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'processed',
    "report" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset_version" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "dataset_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "splits" JSONB NOT NULL,
    "declared_license" TEXT NOT NULL,
    "license_id" TEXT,
    "declared_by" TEXT,
    "source" JSONB NOT NULL,
    "attribution" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dataset_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promotion" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "alias" TEXT NOT NULL,
    "previous_version_id" TEXT,
    "state" TEXT NOT NULL,
    "gates" JSONB NOT NULL,
    "decision_id" TEXT,
    "deployment_id" TEXT,
    "failure" TEXT,
    "next_step_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "promotion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployment" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "openai_id" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "desired" TEXT NOT NULL DEFAULT 'serving',
    "artifact_id" TEXT NOT NULL,
    "artifact_digest" TEXT NOT NULL,
    "decision_id" TEXT NOT NULL,
    "endpoint" TEXT,
    "handle" JSONB,
    "failure" TEXT,
    "next_step_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ready_at" TIMESTAMPTZ(3),

    CONSTRAINT "deployment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evaluation" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "dataset_version_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "metrics" JSONB,
    "rows" INTEGER,
    "answers_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "evaluation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pipeline" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT,
    "publish" JSONB,
    "state" TEXT NOT NULL DEFAULT 'running',
    "failure" TEXT,
    "version_id" TEXT,
    "next_step_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pipeline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "pipeline_id" TEXT,
    "kind" TEXT NOT NULL,
    "state" "JobState" NOT NULL,
    "spec" JSONB NOT NULL,
    "needs" TEXT[],
    "target" TEXT NOT NULL,
    "slots_wanted" INTEGER NOT NULL DEFAULT 1,
    "seed" INTEGER NOT NULL,
    "suffix" TEXT,
    "metadata" JSONB,
    "desired" TEXT NOT NULL DEFAULT 'run',
    "failure_reason" TEXT,
    "failure_message" TEXT,
    "attempt_count" INTEGER NOT NULL DEFAULT 0,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "lease_token" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "next_step_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "progress" JSONB,
    "result" JSONB,
    "trained_tokens" BIGINT,
    "fine_tuned_model" TEXT,
    "event_seq" INTEGER NOT NULL DEFAULT 0,
    "decision_id" TEXT,
    "request_id" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "handle" JSONB,
    "live" BOOLEAN NOT NULL DEFAULT true,
    "events_offset" BIGINT NOT NULL DEFAULT 0,
    "resumed_from" INTEGER,
    "exit_code" INTEGER,
    "reason" TEXT,
    "message" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "compute_slot" (
    "target" TEXT NOT NULL,
    "slot" TEXT NOT NULL,
    "attempt_id" TEXT,

    CONSTRAINT "compute_slot_pkey" PRIMARY KEY ("target","slot")
);

-- CreateTable
CREATE TABLE "job_event" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "data" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_metric" (
    "job_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_metric_pkey" PRIMARY KEY ("job_id","key","step")
);

-- CreateTable
CREATE TABLE "checkpoint" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    "attempt_id" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "metrics" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "license_catalogue" (
    "version" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "loaded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "license_catalogue_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "license_decision" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "gate" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_digest" TEXT,
    "verdict" TEXT NOT NULL,
    "fixable" BOOLEAN NOT NULL,
    "findings" JSONB NOT NULL,
    "obligations" JSONB NOT NULL,
    "inputs" JSONB NOT NULL,
    "catalogue_version" TEXT NOT NULL,
    "envelope" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "license_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rung_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "project_id" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_sha256" TEXT NOT NULL,
    "status" INTEGER,
    "response_body" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("project_id","route","key")
);

-- CreateTable
CREATE TABLE "installation" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "org" TEXT NOT NULL DEFAULT 'personal',
    "declared_use" JSONB NOT NULL,
    "license_profile" TEXT NOT NULL DEFAULT 'conservative',
    "on_needs_review" TEXT NOT NULL DEFAULT 'train',
    "default_dataset_license" TEXT,
    "default_dataset_license_declared_by" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "roles" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "registered_model" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "registered_model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_version" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "source_job_id" TEXT NOT NULL,
    "base_model_id" TEXT NOT NULL,
    "artifacts" JSONB NOT NULL,
    "license_id" TEXT NOT NULL,
    "openai_id" TEXT NOT NULL,
    "tags" JSONB NOT NULL,
    "evaluations" JSONB NOT NULL,
    "card_id" TEXT NOT NULL,
    "mlflow" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_alias" (
    "project_id" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "alias" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "decision_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_alias_pkey" PRIMARY KEY ("model_id","alias")
);

-- CreateIndex
CREATE INDEX "artifact_project_id_digest_idx" ON "artifact"("project_id", "digest");

-- CreateIndex
CREATE UNIQUE INDEX "artifact_project_id_job_id_name_key" ON "artifact"("project_id", "job_id", "name");

-- CreateIndex
CREATE INDEX "artifact_edge_parent_id_idx" ON "artifact_edge"("parent_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_project_id_seq_key" ON "audit_event"("project_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "base_model_project_id_slug_key" ON "base_model"("project_id", "slug");

-- CreateIndex
CREATE INDEX "file_project_id_id_idx" ON "file"("project_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_project_id_name_key" ON "dataset"("project_id", "name");

-- CreateIndex
CREATE INDEX "dataset_version_project_id_id_idx" ON "dataset_version"("project_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_version_dataset_id_number_key" ON "dataset_version"("dataset_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_version_dataset_id_digest_key" ON "dataset_version"("dataset_id", "digest");

-- CreateIndex
CREATE INDEX "promotion_project_id_id_idx" ON "promotion"("project_id", "id");

-- CreateIndex
CREATE INDEX "deployment_project_id_id_idx" ON "deployment"("project_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "evaluation_job_id_key" ON "evaluation"("job_id");

-- CreateIndex
CREATE INDEX "evaluation_project_id_id_idx" ON "evaluation"("project_id", "id");

-- CreateIndex
CREATE INDEX "pipeline_project_id_id_idx" ON "pipeline"("project_id", "id");

-- CreateIndex
CREATE INDEX "job_project_id_id_idx" ON "job"("project_id", "id");

-- CreateIndex
CREATE INDEX "job_next_step_at_idx" ON "job"("next_step_at");

-- CreateIndex
CREATE UNIQUE INDEX "attempt_name_key" ON "attempt"("name");

-- CreateIndex
CREATE UNIQUE INDEX "attempt_job_id_number_key" ON "attempt"("job_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "job_event_job_id_seq_key" ON "job_event"("job_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "checkpoint_job_id_step_key" ON "checkpoint"("job_id", "step");

-- CreateIndex
CREATE INDEX "license_decision_project_id_subject_id_idx" ON "license_decision"("project_id", "subject_id");

-- CreateIndex
CREATE INDEX "outbox_id_idx" ON "outbox"("id");

-- CreateIndex
CREATE UNIQUE INDEX "project_name_key" ON "project"("name");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_sha256_key" ON "api_key"("sha256");

-- CreateIndex
CREATE INDEX "api_key_project_id_id_idx" ON "api_key"("project_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "registered_model_project_id_name_key" ON "registered_model"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "model_version_model_id_number_key" ON "model_version"("model_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "model_version_project_id_openai_id_key" ON "model_version"("project_id", "openai_id");

-- AddForeignKey
ALTER TABLE "artifact_edge" ADD CONSTRAINT "artifact_edge_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
