-- AlterTable
ALTER TABLE "deployment" ADD COLUMN     "drain_at" TIMESTAMPTZ(3),
ADD COLUMN     "drain_checked_at" TIMESTAMPTZ(3),
ADD COLUMN     "drain_decision_id" TEXT,
ADD COLUMN     "drain_review_id" TEXT;

-- AlterTable
ALTER TABLE "license_decision" ADD COLUMN     "asked_by" TEXT,
ADD COLUMN     "cause" TEXT,
ADD COLUMN     "follows_id" TEXT,
ADD COLUMN     "lineage_hash" TEXT;

-- AlterTable
ALTER TABLE "license_catalogue_state" ADD COLUMN     "evaluated_use" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "measured_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "license_reevaluation" ADD COLUMN     "better" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "causes" TEXT[] DEFAULT ARRAY['catalogue']::TEXT[],
ADD COLUMN     "evaluated_use" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "last_decision" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "looked_up_to" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "unreadable" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "project" ADD COLUMN     "figures_confirmed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "figures_max_age_days" INTEGER NOT NULL DEFAULT 35,
ADD COLUMN     "worse_verdict_drain_seconds" INTEGER NOT NULL DEFAULT 1209600;

-- CreateIndex
CREATE INDEX "license_decision_project_id_gate_subject_id_id_idx" ON "license_decision"("project_id", "gate", "subject_id", "id");

ALTER TABLE "project" ADD CONSTRAINT project_deadlines CHECK (worse_verdict_drain_seconds >= 0 AND figures_max_age_days > 0);
ALTER TABLE "license_decision" ADD CONSTRAINT decision_cause
  CHECK (cause IN ('catalogue', 'use', 'monthly', 'deadline') AND follows_id IS NOT NULL OR cause IS NULL);
ALTER TABLE "license_decision" ADD CONSTRAINT decision_follows FOREIGN KEY (follows_id) REFERENCES "license_decision" (id);
ALTER TABLE "deployment" ADD CONSTRAINT deployment_drain_decision FOREIGN KEY (drain_decision_id) REFERENCES "license_decision" (id);
ALTER TABLE "deployment" ADD CONSTRAINT deployment_drain_review FOREIGN KEY (drain_review_id) REFERENCES "review" (id);
ALTER TABLE "deployment" ADD CONSTRAINT deployment_drain CHECK ((drain_at IS NULL) = (drain_decision_id IS NULL));
CREATE INDEX deployment_serving ON "deployment" (decision_id) WHERE desired = 'serving';

-- What the newest decision on the same gate, subject and model name says, where it does not pass and is about another question:
-- who asks is none. Decisions from before the hash of the question was kept are compared by catalogue and use.
CREATE VIEW license_worse WITH (security_invoker = true) AS
  SELECT old.id AS decision_id, newest.id AS worse_id, newest.verdict, newest.review_id
  FROM license_decision old CROSS JOIN LATERAL (
    SELECT * FROM license_decision n
    WHERE n.project_id = old.project_id AND n.gate = old.gate AND n.subject_id = old.subject_id
      AND n.inputs -> 'use' ->> 'model_name' IS NOT DISTINCT FROM old.inputs -> 'use' ->> 'model_name'
    ORDER BY n.id DESC LIMIT 1) newest
  WHERE newest.id <> old.id AND newest.verdict IN ('deny', 'needs-review')
    AND CASE WHEN old.lineage_hash IS NOT NULL AND newest.lineage_hash IS NOT NULL
      THEN newest.lineage_hash <> old.lineage_hash
      ELSE newest.catalogue_version <> old.catalogue_version
        OR (newest.inputs -> 'use') - 'grants' <> (old.inputs -> 'use') - 'grants' END;
