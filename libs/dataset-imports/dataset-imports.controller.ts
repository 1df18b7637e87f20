import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './dataset-imports.contract.js';
import { DatasetImportsService } from './dataset-imports.service.js';

@Controller()
export class DatasetImportsController {
  constructor(private readonly imports: DatasetImportsService) {}

  @Route(contract.importDataset)
  begin(@Input() { ctx, body }: InputOf<typeof contract.importDataset>) {
    return this.imports.begin(ctx, body);
  }

  @Route(contract.listOperations)
  list(@Input() { ctx, query }: InputOf<typeof contract.listOperations>) {
    return this.imports.list(ctx, query);
  }

  @Route(contract.getOperation)
  get(@Input() { ctx, params }: InputOf<typeof contract.getOperation>) {
    return this.imports.get(ctx, params.id);
  }

  @Route(contract.cancelOperation)
  cancel(@Input() { ctx, params }: InputOf<typeof contract.cancelOperation>) {
    return this.imports.cancel(ctx, params.id);
  }
}
