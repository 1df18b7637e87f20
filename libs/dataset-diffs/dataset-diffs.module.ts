import { Module } from '@nestjs/common';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { DatasetDiffsController } from './dataset-diffs.controller.js';
import { DatasetDiffs } from './dataset-diffs.service.js';

@Module({
  imports: [DatasetsModule],
  providers: [DatasetDiffs],
  controllers: [DatasetDiffsController],
})
export class DatasetDiffsModule {}
