import { Module } from '@nestjs/common';
import { DeploymentsModule } from '#deployments/deployments.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { RegistryModule } from '#registry/registry.module.js';
import { PolicyTrialsController } from './policy-trials.controller.js';
import { PolicyTrialsService } from './policy-trials.service.js';

/** What other policies would change, before they are saved. */
@Module({
  imports: [DeploymentsModule, LicensesModule, ProjectsModule, RegistryModule],
  providers: [PolicyTrialsService],
  controllers: [PolicyTrialsController],
})
export class PolicyTrialsModule {}
