-- AlterTable
ALTER TABLE "evaluation" ADD COLUMN     "engine" TEXT;
ALTER TABLE "model_version" ADD COLUMN     "engines" TEXT[] DEFAULT ARRAY[]::TEXT[];

UPDATE "evaluation" SET "engine" = 'llamacpp' WHERE "task" = 'parity';
