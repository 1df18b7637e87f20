import { Module } from '@nestjs/common';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { FineTuningModule } from '#fine-tuning/fine-tuning.module.js';
import { JobsModule } from '#jobs/jobs.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { EstimatesController } from './estimates.controller.js';
import { EstimateAnswers } from './estimates.service.js';

/** What a job would come to, asked before it is submitted. */
@Module({
  imports: [BaseModelsModule, JobsModule, FineTuningModule, LicensesModule],
  providers: [EstimateAnswers],
  controllers: [EstimatesController],
})
export class EstimatesModule {}
