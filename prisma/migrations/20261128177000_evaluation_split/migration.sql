-- AlterTable
ALTER TABLE "evaluation" ADD COLUMN     "split" TEXT NOT NULL DEFAULT 'test';

SELECT set_config('luthier.project', '*', true);
UPDATE "evaluation" e SET "split" = j."spec"->>'split'
  FROM "job" j WHERE j."id" = e."job_id" AND j."spec" ? 'split';
