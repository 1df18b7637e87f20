-- CreateTable
CREATE TABLE "dataset_import" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "asked" JSONB NOT NULL,
    "actor" TEXT NOT NULL,
    "member" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "source" JSONB,
    "report" JSONB,
    "files" JSONB,
    "version_id" TEXT,
    "failure" JSONB,
    "next_step_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "dataset_import_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "dataset_import_project_id_id_idx" ON "dataset_import"("project_id", "id");

-- CreateIndex
CREATE INDEX "dataset_import_next_step_at_idx" ON "dataset_import"("next_step_at");

ALTER TABLE "dataset_import" ADD CONSTRAINT dataset_import_final_iff CHECK ((state <> 'running') = (finished_at IS NOT NULL));
ALTER TABLE "dataset_import" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "dataset_import" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "dataset_import" USING (current_setting('luthier.project', true) IN (project_id, '*'));
