import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { MailController } from './mail.controller.js';
import { MailRepository } from './mail.repository.js';
import { MailService } from './mail.service.js';

/** MAIL comes from the apps' modules. */
@Module({
  imports: [AuditModule, ProjectsModule],
  providers: [MailRepository, MailService],
  controllers: [MailController],
  exports: [MailRepository, MailService],
})
export class MailModule {}
