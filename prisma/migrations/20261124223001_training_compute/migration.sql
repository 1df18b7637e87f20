-- AlterTable
ALTER TABLE "artifact" ADD COLUMN     "training" JSONB;

-- AlterTable
ALTER TABLE "base_model" ADD COLUMN     "training_flops" DOUBLE PRECISION,
ADD COLUMN     "training_flops_by" TEXT,
ADD COLUMN     "training_flops_source" TEXT;

ALTER TABLE "base_model" ADD CONSTRAINT base_model_compute_whole CHECK (
  (training_flops IS NULL) = (training_flops_source IS NULL) AND (training_flops IS NULL) = (training_flops_by IS NULL));
ALTER TABLE "base_model" ADD CONSTRAINT base_model_compute_positive CHECK (training_flops > 0);

-- What jobs of earlier releases measured: their tokens, and the size of the base model. How many parameters were trained they did
-- not say, so that all count as trained: 6 operations for each parameter and token, the upper bound.
SELECT set_config('luthier.project', '*', true);
UPDATE artifact a SET training = jsonb_build_object(
  'tokens', j.trained_tokens, 'parameters', b.parameter_count, 'trainable_parameters', NULL,
  'flops', 6::float8 * j.trained_tokens * b.parameter_count)
FROM job j JOIN base_model b ON b.id = j.spec ->> 'base_model'
WHERE a.job_id = j.id AND a.kind = 'adapter' AND j.trained_tokens IS NOT NULL AND b.parameter_count IS NOT NULL;
