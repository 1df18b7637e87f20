import { Module } from '@nestjs/common';
import { DeploymentsModule } from '#deployments/deployments.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { RegistryModule } from '#registry/registry.module.js';
import { GatewayController } from './gateway.controller.js';
import { GatewayService } from './gateway.service.js';
import { ServingMeter } from './serving-meter.service.js';
import { ServingUsageModule } from '#serving-usage/serving-usage.module.js';

@Module({
  imports: [LicensesModule, RegistryModule, DeploymentsModule, ServingUsageModule],
  providers: [GatewayService, ServingMeter],
  controllers: [GatewayController],
  exports: [GatewayService, ServingMeter],
})
export class GatewayModule {}
