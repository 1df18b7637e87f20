-- AlterTable
ALTER TABLE "evaluation" ADD COLUMN     "cost" JSONB;
