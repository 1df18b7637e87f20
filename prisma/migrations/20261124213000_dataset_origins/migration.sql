-- AlterTable
ALTER TABLE "dataset_version" ADD COLUMN     "origins" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "parent_ids" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE INDEX "dataset_version_parent_ids_idx" ON "dataset_version" USING GIN ("parent_ids");

-- What was declared about data, and what the data is, stays as it was when something was decided on it.
CREATE FUNCTION dataset_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.digest, NEW.splits, NEW.origins, NEW.parent_ids, NEW.declared_license, NEW.declared_by, NEW.source, NEW.attribution)
     IS DISTINCT FROM
     (OLD.digest, OLD.splits, OLD.origins, OLD.parent_ids, OLD.declared_license, OLD.declared_by, OLD.source, OLD.attribution) THEN
    RAISE EXCEPTION 'dataset version % does not change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER dataset_version_guard BEFORE UPDATE ON "dataset_version" FOR EACH ROW EXECUTE FUNCTION dataset_version_guard();
