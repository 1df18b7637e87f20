ALTER TABLE "evaluation" ADD COLUMN "reference_id" TEXT;
