-- CreateTable
CREATE TABLE "review_link" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "review_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "token_sha256" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,
    "opened_count" INTEGER NOT NULL DEFAULT 0,
    "last_opened_at" TIMESTAMPTZ(3),
    "window_start" TIMESTAMPTZ(3),
    "window_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "review_link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "review_link_token_sha256_key" ON "review_link"("token_sha256");

-- CreateIndex
CREATE INDEX "review_link_project_id_id_idx" ON "review_link"("project_id", "id");

-- CreateIndex
CREATE INDEX "review_link_review_id_idx" ON "review_link"("review_id");

ALTER TABLE "review_link" ADD CONSTRAINT review_link_review FOREIGN KEY (review_id) REFERENCES "review" (id);
ALTER TABLE "review_link" ADD CONSTRAINT review_link_revoked_iff CHECK ((revoked_at IS NULL) = (revoked_by IS NULL));
ALTER TABLE "review_link" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "review_link" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "review_link" USING (current_setting('luthier.project', true) IN (project_id, '*'));
