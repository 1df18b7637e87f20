-- AlterTable
ALTER TABLE "job" ADD COLUMN     "queued_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "compute_target_look" (
    "target" TEXT NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,
    "fault" TEXT,
    "abilities" JSONB,
    "disk_free_bytes" BIGINT,
    "disk_total_bytes" BIGINT,

    CONSTRAINT "compute_target_look_pkey" PRIMARY KEY ("target")
);

-- CreateTable
CREATE TABLE "compute_target_check" (
    "target" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "passed" BOOLEAN,
    "steps" JSONB NOT NULL DEFAULT '[]',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "lease_token" TEXT,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "compute_target_check_pkey" PRIMARY KEY ("target")
);

ALTER TABLE "compute_target_check" ADD CONSTRAINT compute_target_check_answered CHECK ((answered_at IS NULL) = (passed IS NULL));

-- Since when a job waits for its compute target: whoever moves it there, the time is kept.
UPDATE "job" SET queued_at = created_at WHERE state = 'queued';
CREATE FUNCTION job_note_queued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.queued_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER job_queued_again BEFORE UPDATE OF state ON "job" FOR EACH ROW
  WHEN (NEW.state = 'queued' AND OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION job_note_queued();
CREATE TRIGGER job_queued_first BEFORE INSERT ON "job" FOR EACH ROW
  WHEN (NEW.state = 'queued') EXECUTE FUNCTION job_note_queued();
CREATE INDEX job_queued ON "job" (target, queued_at) WHERE state = 'queued';
