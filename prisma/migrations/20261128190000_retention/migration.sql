-- AlterTable
ALTER TABLE "artifact" ADD COLUMN     "released_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "checkpoint" ADD COLUMN     "released_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "job" ADD COLUMN     "folder_cleared_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "retention" (
    "project_id" TEXT NOT NULL,
    "policy" JSONB NOT NULL DEFAULT '{}',
    "revision" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3),
    "swept_at" TIMESTAMPTZ(3),
    "last_sweep" JSONB,

    CONSTRAINT "retention_pkey" PRIMARY KEY ("project_id")
);

-- CreateTable
CREATE TABLE "object_mark" (
    "sha256" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'condemned',
    "marked_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "object_mark_pkey" PRIMARY KEY ("sha256")
);

-- CreateIndex
CREATE INDEX "object_mark_state_marked_at_idx" ON "object_mark"("state", "marked_at");

ALTER TABLE "retention" ADD CONSTRAINT retention_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "retention" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "retention" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "retention" USING (current_setting('luthier.project', true) IN (project_id, '*'));

ALTER TABLE "object_mark" ADD CONSTRAINT object_mark_state CHECK (state IN ('condemned', 'deleting', 'deleted'));

-- Finished jobs whose folders are still on the disk.
CREATE INDEX job_folder_kept ON "job" (project_id, finished_at) WHERE folder_cleared_at IS NULL AND finished_at IS NOT NULL;
-- Files that are deleted and whose bytes may still be there.
CREATE INDEX file_sha256 ON "file" (sha256);
