-- AlterTable
ALTER TABLE "project" ADD COLUMN     "max_regression" JSONB NOT NULL DEFAULT '{}';
