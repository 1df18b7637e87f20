-- AlterTable
ALTER TABLE "project" ADD COLUMN     "external_judge" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "judgement" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "evaluation_id" TEXT NOT NULL,
    "baseline_id" TEXT,
    "rubric" TEXT NOT NULL,
    "judge_host" TEXT NOT NULL,
    "judge_model" TEXT NOT NULL,
    "all_rows" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,
    "max_calls" INTEGER NOT NULL,
    "max_tokens" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "calls" INTEGER NOT NULL DEFAULT 0,
    "prompt_tokens" BIGINT NOT NULL DEFAULT 0,
    "completion_tokens" BIGINT NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "stopped" TEXT,
    "result" JSONB,
    "failure" TEXT,
    "requested_by" TEXT NOT NULL,
    "next_step_at" TIMESTAMPTZ(3),
    "lease_token" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "judgement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "judgement_call" (
    "judgement_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    "swapped" BOOLEAN NOT NULL,
    "grade" INTEGER,
    "winner" TEXT,
    "reason" TEXT,
    "unparsable" TEXT,
    "prompt_tokens" INTEGER NOT NULL,
    "completion_tokens" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "judgement_call_pkey" PRIMARY KEY ("judgement_id","row","swapped")
);

-- CreateIndex
CREATE INDEX "judgement_project_id_id_idx" ON "judgement"("project_id", "id");

-- CreateIndex
CREATE INDEX "judgement_next_step_at_idx" ON "judgement"("next_step_at");

ALTER TABLE "judgement" ADD CONSTRAINT "judgement_evaluation" FOREIGN KEY (evaluation_id) REFERENCES "evaluation" (id);
ALTER TABLE "judgement" ADD CONSTRAINT "judgement_baseline" FOREIGN KEY (baseline_id) REFERENCES "evaluation" (id);
ALTER TABLE "judgement" ADD CONSTRAINT "judgement_state_known" CHECK (state IN ('running', 'succeeded', 'failed', 'cancelled'));
ALTER TABLE "judgement" ADD CONSTRAINT "judgement_final" CHECK ((state = 'running') = (finished_at IS NULL) AND (state = 'running') = (next_step_at IS NOT NULL));
ALTER TABLE "judgement" ADD CONSTRAINT "judgement_told" CHECK ((state = 'succeeded') = (result IS NOT NULL) AND (state = 'failed') = (failure IS NOT NULL));
ALTER TABLE "judgement" ADD CONSTRAINT "judgement_stopped_known" CHECK (stopped IN ('max_calls', 'max_tokens'));
ALTER TABLE "judgement_call" ADD CONSTRAINT "judgement_call_judgement" FOREIGN KEY (judgement_id) REFERENCES "judgement" (id);
ALTER TABLE "judgement_call" ADD CONSTRAINT "judgement_call_told" CHECK (num_nonnulls(grade, winner, unparsable) = 1);
ALTER TABLE "judgement_call" ADD CONSTRAINT "judgement_call_grade" CHECK (grade BETWEEN 1 AND 10);
ALTER TABLE "judgement_call" ADD CONSTRAINT "judgement_call_winner" CHECK (winner IN ('candidate', 'baseline', 'tie'));

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['judgement', 'judgement_call']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY project_rows ON %I USING (current_setting(''luthier.project'', true) IN (project_id, ''*''))', t);
  END LOOP;
END $$;
