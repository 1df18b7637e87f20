-- AlterTable
ALTER TABLE "checkpoint" ADD COLUMN     "artifact_id" TEXT,
ADD COLUMN     "pipeline_id" TEXT;

-- AlterTable
ALTER TABLE "model_version" ADD COLUMN     "step" INTEGER;

ALTER TABLE "checkpoint" ADD CONSTRAINT checkpoint_artifact FOREIGN KEY (artifact_id) REFERENCES "artifact" (id);
ALTER TABLE "checkpoint" ADD CONSTRAINT checkpoint_pipeline FOREIGN KEY (pipeline_id) REFERENCES "pipeline" (id);
