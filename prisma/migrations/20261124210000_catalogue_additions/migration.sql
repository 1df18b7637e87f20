-- CreateTable
CREATE TABLE "license_addition" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "license_id" TEXT NOT NULL,
    "entry" JSONB NOT NULL,
    "text" TEXT,
    "text_sha256" TEXT NOT NULL,
    "added_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "license_addition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "license_override" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "repo" TEXT NOT NULL,
    "license_ids" TEXT[],
    "text_sha256" TEXT NOT NULL,
    "clause" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "added_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "license_override_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "license_catalogue_state" (
    "project_id" TEXT NOT NULL,
    "additions" INTEGER NOT NULL DEFAULT 0,
    "evaluated_shipped" TEXT NOT NULL DEFAULT '',
    "evaluated_additions" INTEGER NOT NULL DEFAULT 0,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "license_catalogue_state_pkey" PRIMARY KEY ("project_id")
);

-- CreateTable
CREATE TABLE "license_reevaluation" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "catalogue_version" TEXT NOT NULL,
    "old_versions" TEXT[],
    "looked_at" INTEGER NOT NULL DEFAULT 0,
    "worse" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "license_reevaluation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "license_addition_project_id_license_id_key" ON "license_addition"("project_id", "license_id");

-- CreateIndex
CREATE UNIQUE INDEX "license_addition_project_id_ordinal_key" ON "license_addition"("project_id", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "license_override_project_id_repo_key" ON "license_override"("project_id", "repo");

-- CreateIndex
CREATE UNIQUE INDEX "license_override_project_id_ordinal_key" ON "license_override"("project_id", "ordinal");

-- CreateIndex
CREATE INDEX "license_reevaluation_project_id_catalogue_version_idx" ON "license_reevaluation"("project_id", "catalogue_version");

-- What the database promises beside the schema.
CREATE UNIQUE INDEX license_reevaluation_one_open ON "license_reevaluation" (project_id) WHERE finished_at IS NULL;
CREATE TRIGGER addition_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "license_addition" FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER override_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "license_override" FOR EACH STATEMENT EXECUTE FUNCTION append_only();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['license_addition', 'license_override', 'license_catalogue_state', 'license_reevaluation']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY project_rows ON %I USING (current_setting(''luthier.project'', true) IN (project_id, ''*''))', t);
  END LOOP;
END $$;
