-- CreateTable
CREATE TABLE "attestation" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "surface" TEXT NOT NULL,
    "shows" TEXT[],
    "url" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "file_id" TEXT,
    "note" TEXT,
    "made_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,

    CONSTRAINT "attestation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "attestation_version_id_idx" ON "attestation"("version_id");

ALTER TABLE "attestation" ADD CONSTRAINT attestation_revoked_iff CHECK ((revoked_at IS NULL) = (revoked_by IS NULL));
ALTER TABLE "attestation" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "attestation" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "attestation" USING (current_setting('luthier.project', true) IN (project_id, '*'));
