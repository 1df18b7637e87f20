-- AlterTable
ALTER TABLE "job" ADD COLUMN     "failure_details" JSONB;
