-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "usage" JSONB;

-- AlterTable
ALTER TABLE "job" ADD COLUMN     "usage" JSONB;
