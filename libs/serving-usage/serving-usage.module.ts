import { Module } from '@nestjs/common';
import { ServingUsageRepository } from './serving-usage.repository.js';
import { ServingUsageService } from './serving-usage.service.js';

/** JOB_DEFAULTS, which holds the rates, comes from the apps' modules. */
@Module({
  providers: [ServingUsageRepository, ServingUsageService],
  exports: [ServingUsageService],
})
export class ServingUsageModule {}
