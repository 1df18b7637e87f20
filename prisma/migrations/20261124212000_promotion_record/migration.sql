-- AlterTable
ALTER TABLE "promotion" ADD COLUMN     "envelope" JSONB;

-- A record is written with its promotion and never again.
CREATE FUNCTION promotion_record_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.envelope IS DISTINCT FROM OLD.envelope THEN
    RAISE EXCEPTION 'the record of promotion % cannot be changed', OLD.id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER promotion_record_once BEFORE UPDATE ON "promotion" FOR EACH ROW EXECUTE FUNCTION promotion_record_once();
