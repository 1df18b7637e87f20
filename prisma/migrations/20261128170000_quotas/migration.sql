-- AlterTable
ALTER TABLE "job" ADD COLUMN     "waits_for_quota" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "quota" (
    "project_id" TEXT NOT NULL,
    "limits" JSONB NOT NULL DEFAULT '{}',
    "exceeded_on" JSONB NOT NULL DEFAULT '{}',
    "revision" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3),

    CONSTRAINT "quota_pkey" PRIMARY KEY ("project_id")
);

-- CreateIndex
CREATE INDEX "attempt_project_id_finished_at_idx" ON "attempt"("project_id", "finished_at");

ALTER TABLE "quota" ADD CONSTRAINT quota_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "quota" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "quota" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "quota" USING (current_setting('luthier.project', true) IN (project_id, '*'));

-- What counts against a quota, and who waits for a place, are the unfinished jobs of a project.
CREATE INDEX job_unfinished ON "job" (project_id, id) WHERE finished_at IS NULL;

-- A job that is resumed while the project has no place for it waits for one.
INSERT INTO "job_transition" ("from", "to") VALUES
  ('paused', 'waiting');
