import { Module } from '@nestjs/common';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { IntegrationsModule } from '#integrations/integrations.module.js';
import { JobsModule } from '#jobs/jobs.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { FineTuningController } from './fine-tuning.openai.controller.js';
import { FineTuningService } from './fine-tuning.service.js';

/** OpenAI's fine-tuning door: its jobs are pipelines of ours. */
@Module({
  imports: [ProjectsModule, BaseModelsModule, DatasetsModule, JobsModule, IntegrationsModule],
  providers: [FineTuningService],
  controllers: [FineTuningController],
  exports: [FineTuningService],
})
export class FineTuningModule {}
