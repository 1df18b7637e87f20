-- AlterTable
ALTER TABLE "compute_target" ADD COLUMN     "environment" JSONB;

-- AlterTable
ALTER TABLE "job" ADD COLUMN     "failure_evidence" JSONB,
ADD COLUMN     "identity" TEXT,
ADD COLUMN     "reproduces" TEXT,
ADD COLUMN     "reuse" TEXT,
ADD COLUMN     "reused_from" TEXT;

-- CreateIndex
CREATE INDEX "job_project_id_identity_idx" ON "job"("project_id", "identity");

-- A job that is answered with what an identical one has left runs no program: it succeeds from where it was checked.
INSERT INTO "job_transition" ("from", "to") VALUES
  ('validating', 'succeeded'), ('waiting', 'succeeded');

-- What was reused has one source, which was run itself and is of the same kind of thing: a finished job.
ALTER TABLE "job" ADD CONSTRAINT job_reuse_word CHECK (reuse IS NULL OR reuse = 'finished');
ALTER TABLE "job" ADD CONSTRAINT job_reused_has_no_identity CHECK (reused_from IS NULL OR identity IS NULL);
ALTER TABLE "job" ADD CONSTRAINT job_reproduction_runs CHECK (reproduces IS NULL OR (reuse IS NULL AND reused_from IS NULL));
