-- AlterTable
ALTER TABLE "member" ADD COLUMN     "claim_roles" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "identity_id" TEXT,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'person',
ADD COLUMN     "roles" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "origin" TEXT NOT NULL DEFAULT 'made',
ADD COLUMN     "rotated_to" TEXT,
ADD COLUMN     "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "trust_id" TEXT;

-- CreateIndex
CREATE INDEX "member_identity_id_idx" ON "member"("identity_id");

-- CreateIndex
CREATE UNIQUE INDEX "member_project_id_identity_id_key" ON "member"("project_id", "identity_id");

ALTER TABLE "member" ADD CONSTRAINT member_kind CHECK (kind IN ('person', 'service_account'));
-- A program neither logs in nor holds roles by login.
ALTER TABLE "member" ADD CONSTRAINT member_program_has_no_login
  CHECK (kind = 'person' OR (identity_id IS NULL AND roles = '{}' AND claim_roles = '{}'));
ALTER TABLE "api_key" ADD CONSTRAINT api_key_origin CHECK (origin IN ('made', 'login', 'exchange'));
-- Whoever gets a key for a login or a token gets one that ends by itself.
ALTER TABLE "api_key" ADD CONSTRAINT api_key_short_lived CHECK (origin = 'made' OR expires_at IS NOT NULL);
