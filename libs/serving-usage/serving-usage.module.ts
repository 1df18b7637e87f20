import { Module } from '@nestjs/common';
import { ServingUsageRepository } from './serving-usage.repository.js';
import { ServingUsageService } from './serving-usage.service.js';
import { TrafficExpiry } from './traffic-expiry.processor.js';
import { TrafficRepository } from './traffic.repository.js';
import { ServingTrafficService } from './traffic.service.js';

/** JOB_DEFAULTS, which holds the rates, comes from the apps' modules. */
@Module({
  providers: [
    ServingUsageRepository,
    ServingUsageService,
    TrafficRepository,
    ServingTrafficService,
    TrafficExpiry,
  ],
  exports: [ServingUsageService, ServingTrafficService, TrafficExpiry],
})
export class ServingUsageModule {}
