-- CreateTable
CREATE TABLE "quarantine" (
    "recall_id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "quarantine_pkey" PRIMARY KEY ("recall_id","subject_id")
);

-- CreateTable
CREATE TABLE "recall" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "dry_run" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL,
    "scan" JSONB,
    "affected" JSONB,
    "next_step_at" TIMESTAMPTZ(3),
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "executed_at" TIMESTAMPTZ(3),
    "released_at" TIMESTAMPTZ(3),
    "released_by" TEXT,
    "release_reason" TEXT,

    CONSTRAINT "recall_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "quarantine_subject_id_idx" ON "quarantine"("subject_id");

-- CreateIndex
CREATE INDEX "recall_project_id_id_idx" ON "recall"("project_id", "id");

ALTER TABLE "recall" ADD CONSTRAINT recall_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "quarantine" ADD CONSTRAINT quarantine_recall FOREIGN KEY (recall_id) REFERENCES "recall" (id);
ALTER TABLE "recall" ADD CONSTRAINT recall_executed_iff CHECK ((state IN ('executed', 'released')) = (executed_at IS NOT NULL));
ALTER TABLE "recall" ADD CONSTRAINT recall_released_iff CHECK ((state = 'released') = (released_at IS NOT NULL));
-- One open recall of one thing: a second one waits for the release of the first.
CREATE UNIQUE INDEX recall_one_open ON "recall" (project_id, subject) WHERE NOT dry_run AND state IN ('scanning', 'executed');

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['recall', 'quarantine']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY project_rows ON %I USING (current_setting(''luthier.project'', true) IN (project_id, ''*''))', t);
  END LOOP;
END $$;

-- Everything that comes from something, as one relation: the younger end, the older end, how. The invoker's row-level security
-- holds, because these are the tables' own rows.
CREATE VIEW "lineage_edge" WITH (security_invoker = true) AS
  SELECT project_id, artifact_id AS child, parent_id AS parent, type FROM artifact_edge
  UNION ALL
  SELECT project_id, id, job_id, 'made-by' FROM artifact WHERE job_id IS NOT NULL
  UNION ALL
  SELECT project_id, artifact_id, id, 'files-of' FROM base_model WHERE artifact_id IS NOT NULL
  UNION ALL
  SELECT d.project_id, d.id, p.id, 'made-from' FROM dataset_version d CROSS JOIN LATERAL unnest(d.parent_ids) AS p(id)
  UNION ALL
  SELECT j.project_id, j.id, r.id, 'reads' FROM job j CROSS JOIN LATERAL (VALUES
    (j.spec->>'base_model'), (j.spec->>'dataset_version'), (j.spec#>>'{model,base_model}'),
    (j.spec#>>'{model,job}'), (CASE WHEN j.spec#>>'{model,job}' IS NULL THEN j.spec#>>'{model,artifact}' END),
    (j.spec#>>'{adapter,job}'), (CASE WHEN j.spec#>>'{adapter,job}' IS NULL THEN j.spec#>>'{adapter,artifact}' END)
  ) AS r(id) WHERE r.id IS NOT NULL
  UNION ALL
  SELECT project_id, id, subject_id, 'measures' FROM evaluation
  UNION ALL
  SELECT project_id, id, dataset_version_id, 'measured-on' FROM evaluation
  UNION ALL
  SELECT project_id, id, job_id, 'made-by' FROM evaluation
  UNION ALL
  SELECT v.project_id, v.id, a.value, 'consists-of' FROM model_version v CROSS JOIN LATERAL jsonb_each_text(v.artifacts) AS a
  UNION ALL
  SELECT project_id, 'alias:' || model_id || ':' || alias, version_id, 'points-to' FROM model_alias
  UNION ALL
  SELECT project_id, id, version_id, 'serves' FROM deployment;
