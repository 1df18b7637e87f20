import { Module } from '@nestjs/common';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { RegistryModule } from '#registry/registry.module.js';
import { HubController } from './hub.controller.js';
import { HubService } from './hub.service.js';

/** Registered versions as repositories in the Hugging Face Hub's protocol. REGISTRY_ASSETS comes from the apps' modules. */
@Module({
  imports: [ProjectsModule, LicensesModule, ArtifactsModule, RegistryModule],
  providers: [HubService],
  controllers: [HubController],
  exports: [HubService],
})
export class ModelHubModule {}
