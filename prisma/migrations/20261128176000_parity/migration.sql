-- AlterTable
ALTER TABLE "project" ADD COLUMN     "require_parity" BOOLEAN NOT NULL DEFAULT false;
