import { Module } from '@nestjs/common';
import { DeploymentsModule } from '#deployments/deployments.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { RegistryModule } from '#registry/registry.module.js';
import { GatewayController } from './gateway.controller.js';
import { GatewayService } from './gateway.service.js';

@Module({
  imports: [LicensesModule, RegistryModule, DeploymentsModule],
  providers: [GatewayService],
  controllers: [GatewayController],
  exports: [GatewayService],
})
export class GatewayModule {}
