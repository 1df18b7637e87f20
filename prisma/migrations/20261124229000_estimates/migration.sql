-- AlterTable
ALTER TABLE "job" ADD COLUMN     "estimate" JSONB;

-- CreateTable
CREATE TABLE "compute_target" (
    "target" TEXT NOT NULL,
    "cpus" INTEGER NOT NULL,
    "memory_mb" INTEGER NOT NULL,
    "gpus" INTEGER NOT NULL,
    "gpu_memory_mb" INTEGER,
    "slots" INTEGER NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "compute_target_pkey" PRIMARY KEY ("target")
);
