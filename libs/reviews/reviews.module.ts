import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { EligibleService } from './eligible.service.js';
import { ReviewersService } from './reviewers.service.js';
import { ReviewsController } from './reviews.controller.js';
import { ReviewsLedger } from './reviews.ledger.js';
import { ReviewsRepository } from './reviews.repository.js';
import { ReviewsService } from './reviews.service.js';

/** REACH comes from the apps' modules, which also give the ledger to the licenses as their REVIEWS. */
@Module({
  imports: [AuditModule, ProjectsModule],
  providers: [ReviewsRepository, ReviewsLedger, EligibleService, ReviewersService, ReviewsService],
  controllers: [ReviewsController],
  exports: [ReviewsRepository, ReviewsLedger, ReviewsService],
})
export class ReviewsModule {}
