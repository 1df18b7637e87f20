import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { MailModule } from '#mail/mail.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { DrainNotices } from './drain-notices.service.js';
import { EligibleService } from './eligible.service.js';
import { ReviewAnswers } from './review-answers.service.js';
import { ReviewEnds } from './review-ends.service.js';
import { ReviewNotices } from './review-notices.service.js';
import { ReviewersService } from './reviewers.service.js';
import { ReviewsController } from './reviews.controller.js';
import { ReviewsLedger } from './reviews.ledger.js';
import { ReviewsRepository } from './reviews.repository.js';
import { ReviewsService } from './reviews.service.js';

/** REACH comes from the apps' modules, which also give the ledger to the licenses as their REVIEWS. */
@Module({
  imports: [AuditModule, ProjectsModule, MailModule],
  providers: [
    ReviewsRepository,
    ReviewsLedger,
    ReviewAnswers,
    ReviewEnds,
    EligibleService,
    ReviewNotices,
    DrainNotices,
    ReviewersService,
    ReviewsService,
  ],
  controllers: [ReviewsController],
  exports: [
    ReviewsRepository,
    ReviewNotices,
    DrainNotices,
    MailModule,
    ReviewEnds,
    ReviewsLedger,
    ReviewsService,
  ],
})
export class ReviewsModule {}
