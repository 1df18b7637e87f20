import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { parseStrictJson } from '#kernel/strict-json.js';
import { z } from 'zod';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { DatasetsService, splitsOf } from '#datasets/datasets.service.js';
import { Db } from '#platform/db.js';
import { EstimatesRepository } from './estimates.repository.js';
import { type Past, resultOf } from './outcome.js';
import type { FinetuneSpec, InspectSpec } from './spec.js';

/** Tokens of a row as the model reads it. */
export interface RowTokens {
  mean: number;
  longest: number;
  basis: 'measured' | 'formula';
  from: string;
}

/** The part of report.json (dataset-reports/row-report.contract.ts) that is read here. */
const counted = z.object({
  splits: z.record(
    z.string(),
    z.object({
      rows: z.number(),
      tokens: z.object({ total: z.number(), trained_on: z.number(), max: z.number() }),
    }),
  ),
});
const MAX_REPORT_BYTES = 16 * 1024 * 1024;
/** English text by common BPE vocabularies; the JSON around it about makes up for the chat template's marks. */
const BYTES_PER_TOKEN = 4;
/** How much longer the longest row is than the mean, where nobody has looked. */
const LONGEST_TO_MEAN = 4;

/** How long rows are: by a token report, by an earlier training on the same rows, or by the bytes of the file. */
@Injectable()
export class EstimateTokens {
  constructor(
    private readonly db: Db,
    private readonly rows: EstimatesRepository,
    private readonly artifacts: ArtifactsService,
    private readonly datasets: DatasetsService,
  ) {}

  async ofRow(
    ctx: Ctx,
    of: {
      base: string;
      version: string;
      split: 'train' | 'validation' | 'test';
      cut: number;
      history: readonly Past[];
    },
  ): Promise<RowTokens | null> {
    return (
      (await this.byReport(ctx, of)) ??
      (of.split === 'train' ? byHistory(of) : null) ??
      (await this.byBytes(ctx, of))
    );
  }

  private async byReport(
    ctx: Ctx,
    { base, version, split, cut }: { base: string; version: string; split: string; cut: number },
  ): Promise<RowTokens | null> {
    const jobs = await this.db.tx(ctx, (tx) => this.rows.counted(tx, { base, version }));
    for (const job of jobs) {
      const spec = job.spec as InspectSpec;
      const found = counted.safeParse(await this.reportOf(ctx, job)).data?.splits[split];
      if (!found || found.rows === 0) continue;
      const uncut = found.tokens.total === found.tokens.trained_on;
      if (spec.max_seq_length !== cut && !(uncut && found.tokens.max <= cut)) continue;
      return {
        mean: found.tokens.trained_on / found.rows,
        longest: Math.min(found.tokens.max, cut),
        basis: 'measured',
        from: `token report of ${version} (${job.id})`,
      };
    }
    return null;
  }

  private async reportOf(ctx: Ctx, job: Past): Promise<unknown> {
    const id = resultOf(job).artifacts?.['report'];
    if (id === undefined) return null;
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of await this.artifacts.open(ctx, id, 'report.json')) {
      bytes += (piece as Buffer).length;
      if (bytes > MAX_REPORT_BYTES) return null;
      pieces.push(piece as Buffer);
    }
    return parseStrictJson(Buffer.concat(pieces).toString('utf8'), 16);
  }

  private async byBytes(
    ctx: Ctx,
    of: { version: string; split: 'train' | 'validation' | 'test'; cut: number },
  ): Promise<RowTokens | null> {
    const split = splitsOf(await this.datasets.getVersion(ctx, of.version))[of.split];
    const file = split && (await this.datasets.findFile(ctx, split.file_id));
    if (!file || split.rows === 0) return null;
    const mean = Math.min(of.cut, Number(file.sizeBytes) / split.rows / BYTES_PER_TOKEN);
    return {
      mean,
      longest: Math.min(of.cut, Math.ceil(mean * LONGEST_TO_MEAN)),
      basis: 'formula',
      from: `${file.sizeBytes} bytes of ${split.file_id}, ${BYTES_PER_TOKEN} a token; a token report (GET /v1/dataset_versions/${of.version}/report?base_model=…) counts them`,
    };
  }
}

/** What an earlier training on the very same rows, cut at the same length, has counted. */
function byHistory(of: { version: string; cut: number; history: readonly Past[] }): RowTokens | null {
  for (const job of of.history) {
    const spec = job.spec as FinetuneSpec;
    const trainer = spec.params?.trainer;
    if (
      spec.dataset_version !== of.version ||
      trainer?.max_seq_length !== of.cut ||
      job.trainedTokens === null
    )
      continue;
    const rows = trainedRows(spec);
    if (!(rows > 0)) continue;
    const mean = Number(job.trainedTokens) / rows;
    const longest = Math.min(of.cut, Math.ceil(mean * LONGEST_TO_MEAN));
    return { mean, longest, basis: 'measured', from: `tokens of ${job.id} on the same rows` };
  }
  return null;
}

/** Rows that a training reads, each as often as it reads it. */
export function trainedRows({ rows, params }: Pick<FinetuneSpec, 'rows' | 'params'>): number {
  const { n_epochs, max_steps, batch_size, gradient_accumulation_steps } = params.trainer;
  return max_steps === null || max_steps === undefined
    ? rows * n_epochs
    : max_steps * batch_size * gradient_accumulation_steps;
}
