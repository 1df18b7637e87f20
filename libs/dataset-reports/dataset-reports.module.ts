import { Module } from '@nestjs/common';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { JobsModule } from '#jobs/jobs.module.js';
import { DatasetReportsController } from './dataset-reports.controller.js';
import { DatasetReportsRepository } from './dataset-reports.repository.js';
import { DatasetReportsService } from './dataset-reports.service.js';

@Module({
  imports: [DatasetsModule, ArtifactsModule, JobsModule],
  providers: [DatasetReportsRepository, DatasetReportsService],
  controllers: [DatasetReportsController],
  exports: [DatasetReportsService],
})
export class DatasetReportsModule {}
