-- AlterTable
ALTER TABLE "evaluation" ADD COLUMN     "harness" JSONB,
ADD COLUMN     "metric" TEXT;
