import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { importBaseModel } from './import.contract.js';
import { ImportService } from './import.service.js';

@Controller()
export class ImportController {
  constructor(private readonly imports: ImportService) {}

  @Route(importBaseModel)
  create(@Input() { ctx, body }: InputOf<typeof importBaseModel>) {
    return this.imports.submit(ctx, body);
  }
}
