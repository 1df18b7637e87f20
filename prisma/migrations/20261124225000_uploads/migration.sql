-- CreateTable
CREATE TABLE "upload" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "mime_type" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "file_expires_seconds" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "part_ids" TEXT[],
    "file_id" TEXT,
    "next_step_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upload_part" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "upload_id" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stored_at" TIMESTAMPTZ(3),

    CONSTRAINT "upload_part_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "upload_project_id_id_idx" ON "upload"("project_id", "id");

-- CreateIndex
CREATE INDEX "upload_next_step_at_idx" ON "upload"("next_step_at");

-- CreateIndex
CREATE INDEX "upload_part_upload_id_idx" ON "upload_part"("upload_id");

ALTER TABLE "upload" ADD CONSTRAINT upload_state_known CHECK (state IN ('pending', 'completed', 'cancelled', 'expired'));
ALTER TABLE "upload" ADD CONSTRAINT upload_completed_iff CHECK ((state = 'completed') = (file_id IS NOT NULL));
ALTER TABLE "upload" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "upload" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "upload" USING (current_setting('luthier.project', true) IN (project_id, '*'));
ALTER TABLE "upload_part" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "upload_part" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "upload_part" USING (current_setting('luthier.project', true) IN (project_id, '*'));
