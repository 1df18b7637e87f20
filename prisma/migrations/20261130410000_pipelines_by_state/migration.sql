-- What runs among all that have ended: docs/adr/0088.
-- CreateIndex
CREATE INDEX "pipeline_project_id_state_id_idx" ON "pipeline"("project_id", "state", "id");
