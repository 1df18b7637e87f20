import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import type { Split } from '#dataset-checks/splits.js';
import { DatasetsService, splitsOf } from '#datasets/datasets.service.js';
import { dotted } from '#platform/zod-input.js';
import type { JobDefaults } from './defaults.js';
import type { LmEvalBody } from './lm-eval.contract.js';
import { fieldsOf } from './lm-eval.js';
import type { QuantizeChecks } from './quantize-checks.service.js';

type Path = readonly PropertyKey[];
interface Rows {
  dataset_version: string;
  split: Split;
}

/** So many rows are looked at while the request waits; the recipe looks at all. */
const ROWS = 1000;

/** What a task of lm-evaluation-harness needs beside the model: the harness, and rows that its templates fit. */
export class LmEvalChecks {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly checks: Pick<QuantizeChecks, 'freeSplit'>,
    private readonly defaults: JobDefaults,
  ) {}

  /** Throws invalid. Of an image nobody can say what is in it; its recipe does. */
  async assertAnswerable(
    ctx: Ctx,
    asked: Rows,
    { task, target, at }: { task: LmEvalBody; target: string; at: Path },
  ): Promise<void> {
    if (target === 'process' && this.defaults.hasLmEval?.() === false) {
      throw invalid(
        'invalid_value',
        "The task 'lm_eval' needs lm-evaluation-harness, which this installation has not: make its environment once with " +
          '`node apps/launcher/bootstrap.mjs setup --lm-eval` (0.3 GB); nothing has to be restarted.',
        { param: dotted([...at, 'task']) },
      );
    }
    const own = [...at, 'lm_eval'];
    const fields = fieldsOf(task, own);
    const limit = task.limit !== undefined && task.limit >= 1 ? Math.min(ROWS, task.limit) : ROWS;
    const { sha256, rows } = await this.assertFields(ctx, asked, { fields, limit, own, at });
    if (!task.fewshot_config) return;
    const place = [...own, 'fewshot_config'];
    const examples = await this.assertFields(ctx, task.fewshot_config, {
      fields,
      limit: ROWS,
      own,
      at: place,
    });
    if (examples.sha256 === sha256)
      throw invalid(
        'invalid_value',
        `Examples would be taken from the ${rows} rows that are asked: name another split, or another dataset version.`,
        { param: dotted([...place, 'split']) },
      );
    if (examples.rows < task.num_fewshot)
      throw invalid(
        'invalid_value',
        `${task.num_fewshot} examples are asked for; the split '${task.fewshot_config.split}' has ${examples.rows} rows.`,
        { param: dotted([...own, 'num_fewshot']) },
      );
  }

  private async assertFields(
    ctx: Ctx,
    of: Rows,
    { fields, limit, own, at }: { fields: Map<string, string>; limit: number; own: Path; at: Path },
  ) {
    const version = await this.checks.freeSplit(ctx, of, at);
    const lacking = await this.datasets.firstLacking(version, of.split, { fields: fields.keys(), limit });
    if (!lacking) return splitsOf(version)[of.split]!;
    const { line, field, has } = lacking;
    const where = `line ${line} of the split '${of.split}' of ${version.id}`;
    throw invalid(
      'invalid_value',
      `The template reads the field '${field.slice(0, 100)}', which ${where} does not have; it has ${has.slice(0, 20).join(', ').slice(0, 500)}.`,
      { param: dotted([...own, fields.get(field)!]) },
    );
  }
}
