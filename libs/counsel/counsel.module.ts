import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { ReviewsModule } from '#reviews/reviews.module.js';
import { CounselController } from './counsel.controller.js';
import { CounselRepository } from './counsel.repository.js';
import { CounselService } from './counsel.service.js';
import { CounselViewService } from './counsel-view.service.js';

@Module({
  imports: [AuditModule, ProjectsModule, LicensesModule, ReviewsModule],
  providers: [CounselRepository, CounselService, CounselViewService],
  controllers: [CounselController],
})
export class CounselModule {}
