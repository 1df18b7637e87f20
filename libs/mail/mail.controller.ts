import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './mail.contract.js';
import { MailService } from './mail.service.js';

@Controller()
export class MailController {
  constructor(private readonly mails: MailService) {}

  @Route(contract.listMails)
  list(@Input() { ctx, query }: InputOf<typeof contract.listMails>) {
    return this.mails.list(ctx, query);
  }
}
