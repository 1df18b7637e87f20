-- AlterTable
ALTER TABLE "project" ADD COLUMN "self_review" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "protected_aliases" TEXT[] DEFAULT ARRAY['production']::TEXT[],
  ADD COLUMN "expiry_drain_seconds" INTEGER NOT NULL DEFAULT 86400;
ALTER TABLE "license_decision" ADD COLUMN "lifted" JSONB NOT NULL DEFAULT '[]', ADD COLUMN "review_id" TEXT;
ALTER TABLE "api_key" ADD COLUMN "member_id" TEXT;

-- CreateTable
CREATE TABLE "member" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),
    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "review" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "gate" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "model_name" TEXT NOT NULL DEFAULT '',
    "lineage_hash" TEXT NOT NULL,
    "decision_id" TEXT NOT NULL,
    "catalogue_version" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "findings" JSONB NOT NULL,
    "required_approvals" INTEGER NOT NULL,
    "approvals" JSONB NOT NULL DEFAULT '[]',
    "state" TEXT NOT NULL DEFAULT 'open',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "requested_by" TEXT[],
    "assignee_id" TEXT,
    "conditions" TEXT,
    "grant" JSONB,
    "expires_at" TIMESTAMPTZ(3),
    "drain_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    CONSTRAINT "review_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "review_event" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "review_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "text" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "review_event_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "review_document" (
    "project_id" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "review_document_pkey" PRIMARY KEY ("project_id", "sha256")
);

-- CreateIndex
CREATE UNIQUE INDEX "member_project_id_name_key" ON "member"("project_id", "name");
CREATE INDEX "api_key_member_id_idx" ON "api_key"("member_id");
CREATE INDEX "review_project_id_id_idx" ON "review"("project_id", "id");
CREATE INDEX "review_project_id_gate_subject_id_idx" ON "review"("project_id", "gate", "subject_id");
CREATE INDEX "review_event_review_id_id_idx" ON "review_event"("review_id", "id");

-- Keys made before there were members are one person's until somebody says otherwise.
ALTER TABLE "api_key" DISABLE ROW LEVEL SECURITY;
INSERT INTO "member" (id, project_id, name)
  SELECT 'mem_' || substr(p.id, 6), p.id, 'owner' FROM "project" p;
UPDATE "api_key" k SET member_id = m.id FROM "member" m WHERE m.project_id = k.project_id;
ALTER TABLE "api_key" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "api_key" ALTER COLUMN "member_id" SET NOT NULL;
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_member_id_fkey" FOREIGN KEY (member_id) REFERENCES "member" (id);
ALTER TABLE "member" ADD CONSTRAINT member_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "review_event" ADD CONSTRAINT review_event_review FOREIGN KEY (review_id) REFERENCES "review" (id);

-- One answer, or one open request for it, to one question.
CREATE UNIQUE INDEX review_one_live ON "review" (project_id, gate, subject_type, subject_id, model_name, lineage_hash)
  WHERE state IN ('open', 'approved', 'waived', 'rejected');
CREATE INDEX review_due ON "review" (expires_at) WHERE state IN ('approved', 'waived');
ALTER TABLE "review" ADD CONSTRAINT review_state
  CHECK (state IN ('open', 'approved', 'rejected', 'waived', 'expired', 'revoked', 'superseded'));
ALTER TABLE "review" ADD CONSTRAINT review_answered
  CHECK (state NOT IN ('approved', 'waived') OR jsonb_array_length(approvals) >= required_approvals);
ALTER TABLE "review" ADD CONSTRAINT review_waiver CHECK (state <> 'waived' OR "grant" IS NOT NULL);

-- An ended review stays ended, and the question that it binds to never changes.
CREATE FUNCTION review_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('expired', 'revoked', 'superseded') AND NEW.state IS DISTINCT FROM OLD.state THEN
    RAISE EXCEPTION 'review % is % and cannot become %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.project_id, NEW.gate, NEW.subject_type, NEW.subject_id, NEW.model_name, NEW.lineage_hash, NEW.severity, NEW.findings)
     IS DISTINCT FROM
     (OLD.project_id, OLD.gate, OLD.subject_type, OLD.subject_id, OLD.model_name, OLD.lineage_hash, OLD.severity, OLD.findings) THEN
    RAISE EXCEPTION 'review %: the question cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.revision < OLD.revision THEN
    RAISE EXCEPTION 'review %: the revision cannot go back', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER review_guard BEFORE UPDATE ON "review" FOR EACH ROW EXECUTE FUNCTION review_guard();
CREATE TRIGGER review_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "review_event" FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER review_document_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "review_document" FOR EACH STATEMENT EXECUTE FUNCTION append_only();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['member', 'review', 'review_event', 'review_document']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY project_rows ON %I USING (current_setting(''luthier.project'', true) IN (project_id, ''*''))', t);
  END LOOP;
END $$;
