-- AlterTable
ALTER TABLE "base_model" ADD COLUMN     "terms_check_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "license_check" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "base_model_id" TEXT NOT NULL,
    "revision" TEXT NOT NULL,
    "changes" JSONB NOT NULL,
    "decision_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "license_check_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "license_check_project_id_base_model_id_id_idx" ON "license_check"("project_id", "base_model_id", "id");

CREATE INDEX base_model_terms ON "base_model" (terms_check_at) WHERE state = 'ready' AND source ->> 'type' = 'hub';
ALTER TABLE "license_check" ADD CONSTRAINT license_check_base FOREIGN KEY (base_model_id) REFERENCES "base_model" (id);
ALTER TABLE "license_check" ADD CONSTRAINT license_check_decision FOREIGN KEY (decision_id) REFERENCES "license_decision" (id);
CREATE TRIGGER license_check_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "license_check" FOR EACH STATEMENT EXECUTE FUNCTION append_only();
ALTER TABLE "license_check" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "license_check" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "license_check" USING (current_setting('luthier.project', true) IN (project_id, '*'));
