-- AlterTable
ALTER TABLE "review" ADD COLUMN     "called_by" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "member" ADD COLUMN     "added_by_key" TEXT,
ADD COLUMN     "added_by_member" TEXT;

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "created_by_key" TEXT,
ADD COLUMN     "created_by_member" TEXT,
ADD COLUMN     "is_own" BOOLEAN NOT NULL DEFAULT false;

-- Who made what was there before stands in the audit events. The role of the service is bound by row-level security here too.
SELECT set_config('luthier.project', '*', false);
UPDATE "api_key" k SET created_by_key = a.actor FROM "audit_event" a
  WHERE a.project_id = k.project_id AND a.action = 'api_key.created' AND a.target_id = k.id AND a.actor LIKE 'key\_%';
UPDATE "api_key" k SET created_by_member = m.member_id FROM "api_key" m WHERE m.id = k.created_by_key;
UPDATE "member" p SET added_by_key = a.actor FROM "audit_event" a
  WHERE a.project_id = p.project_id AND a.action = 'member.added' AND a.target_id = p.id AND a.actor LIKE 'key\_%';
UPDATE "member" p SET added_by_member = m.member_id FROM "api_key" m WHERE m.id = p.added_by_key;
SELECT set_config('luthier.project', '', false);

-- Where a key comes from never changes.
CREATE FUNCTION api_key_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.member_id, NEW.is_own, NEW.created_by_key, NEW.created_by_member, NEW.sha256)
     IS DISTINCT FROM
     (OLD.member_id, OLD.is_own, OLD.created_by_key, OLD.created_by_member, OLD.sha256) THEN
    RAISE EXCEPTION 'api key %: where it comes from cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER api_key_guard BEFORE UPDATE ON "api_key" FOR EACH ROW EXECUTE FUNCTION api_key_guard();
