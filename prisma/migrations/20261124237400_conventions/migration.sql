-- A key of Idempotency-Key belongs to its caller. Of older rows nobody knows the caller: they answer nobody any more.
ALTER TABLE "idempotency_key" ADD COLUMN "caller" TEXT NOT NULL DEFAULT '';
ALTER TABLE "idempotency_key" ALTER COLUMN "caller" DROP DEFAULT;
ALTER TABLE "idempotency_key" DROP CONSTRAINT "idempotency_key_pkey",
ADD CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("project_id", "caller", "route", "key");

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "first_of_line" TEXT;

-- CreateIndex
CREATE INDEX "audit_event_project_id_at_idx" ON "audit_event"("project_id", "at");

-- Without the state: under row-level security an index takes leakproof comparisons alone, and those of enums are not.
CREATE INDEX "job_project_id_created_at_idx" ON "job"("project_id", "created_at");
