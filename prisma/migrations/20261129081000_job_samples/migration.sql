-- CreateTable
CREATE TABLE "job_sample" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "prompt" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "is_cut" BOOLEAN NOT NULL,
    "finish_reason" TEXT NOT NULL,
    "tokens" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_sample_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "job_sample_job_id_step_index_key" ON "job_sample"("job_id", "step", "index");

ALTER TABLE "job_sample" ADD CONSTRAINT "job_sample_job" FOREIGN KEY (job_id) REFERENCES "job" (id);
ALTER TABLE "job_sample" ADD CONSTRAINT "job_sample_bounds" CHECK (
    step >= 0 AND index BETWEEN 0 AND 7 AND tokens >= 0 AND char_length(text) <= 4000 AND char_length(prompt) <= 4000
    AND finish_reason IN ('stop', 'length'));

ALTER TABLE "job_sample" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "job_sample" FORCE ROW LEVEL SECURITY;
CREATE POLICY project_rows ON "job_sample" USING (current_setting('luthier.project', true) IN (project_id, '*'));
