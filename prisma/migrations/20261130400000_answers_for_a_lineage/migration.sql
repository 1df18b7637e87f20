-- An answer to which license a node has, that holds for what is made of it: docs/adr/0119.
-- AlterTable
ALTER TABLE "review" ADD COLUMN "holds_for" TEXT NOT NULL DEFAULT 'question',
  ADD COLUMN "readings" TEXT[] DEFAULT ARRAY[]::TEXT[];

ALTER TABLE "review" ADD CONSTRAINT review_holds_for CHECK (holds_for = 'question' OR (holds_for = 'lineage' AND readings <> '{}'));

CREATE INDEX review_carrying ON "review" (project_id) WHERE state = 'approved' AND holds_for = 'lineage';

-- As the other columns of the question, the readings never change.
CREATE FUNCTION review_readings_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.readings IS DISTINCT FROM OLD.readings THEN
    RAISE EXCEPTION 'review %: the question cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER review_readings_guard BEFORE UPDATE ON "review" FOR EACH ROW EXECUTE FUNCTION review_readings_guard();
