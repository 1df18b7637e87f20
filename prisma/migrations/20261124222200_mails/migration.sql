-- AlterTable
ALTER TABLE "member" ADD COLUMN     "notify" TEXT NOT NULL DEFAULT 'all';

-- AlterTable
ALTER TABLE "review" ADD COLUMN     "reminded_days" INTEGER;

-- CreateTable
CREATE TABLE "mail" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'gathering',
    "address" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "first_tried_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail_notice" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "mail_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_notice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "mail_project_id_id_idx" ON "mail"("project_id", "id");

-- CreateIndex
CREATE INDEX "mail_notice_mail_id_idx" ON "mail_notice"("mail_id");

-- CreateIndex
CREATE UNIQUE INDEX "mail_notice_project_id_member_id_key_key" ON "mail_notice"("project_id", "member_id", "key");

-- AddForeignKey
ALTER TABLE "mail_notice" ADD CONSTRAINT "mail_notice_mail_id_fkey" FOREIGN KEY ("mail_id") REFERENCES "mail"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "member" ADD CONSTRAINT member_notify CHECK (notify IN ('all', 'assigned', 'none'));
ALTER TABLE "mail" ADD CONSTRAINT mail_state CHECK (state IN ('gathering', 'sending', 'waiting', 'sent', 'dropped', 'dead'));
ALTER TABLE "mail" ADD CONSTRAINT mail_final_iff_finished CHECK ((state IN ('sent', 'dropped', 'dead')) = (finished_at IS NOT NULL));
ALTER TABLE "mail" ADD CONSTRAINT mail_final_iff_no_next CHECK ((finished_at IS NOT NULL) = (next_attempt_at IS NULL));
-- What comes up for a member goes into the one mail that still gathers.
CREATE UNIQUE INDEX mail_one_gathering ON "mail" (project_id, member_id) WHERE state = 'gathering';
CREATE INDEX mail_due ON "mail" (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- A mail that ended stays ended, and what was told is not rewritten.
CREATE FUNCTION mail_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('sent', 'dropped', 'dead') AND NEW.state IS DISTINCT FROM OLD.state THEN
    RAISE EXCEPTION 'mail % is % and cannot become %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER mail_guard BEFORE UPDATE ON "mail" FOR EACH ROW EXECUTE FUNCTION mail_guard();
CREATE TRIGGER mail_notice_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "mail_notice" FOR EACH STATEMENT EXECUTE FUNCTION append_only();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['mail', 'mail_notice']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY project_rows ON %I USING (current_setting(''luthier.project'', true) IN (project_id, ''*''))', t);
  END LOOP;
END $$;
