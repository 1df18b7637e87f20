import { Module } from '@nestjs/common';
// eslint-disable-next-line luthier/slice-order -- making a key is audited like everything else
import { AuditModule } from '#audit/audit.module.js';
import { KeyRotation } from '#projects/key-rotation.service.js';
import { MembersRepository } from '#projects/members.repository.js';
import { MembersService } from '#projects/members.service.js';
import { PeopleService } from '#projects/people.service.js';
import { ProjectsController } from '#projects/projects.controller.js';
import { ProjectsRepository } from '#projects/projects.repository.js';
import { ProjectsService } from '#projects/projects.service.js';

@Module({
  imports: [AuditModule],
  providers: [
    ProjectsRepository,
    ProjectsService,
    MembersRepository,
    MembersService,
    KeyRotation,
    PeopleService,
  ],
  controllers: [ProjectsController],
  exports: [ProjectsService, MembersService, PeopleService, AuditModule],
})
export class ProjectsModule {}
