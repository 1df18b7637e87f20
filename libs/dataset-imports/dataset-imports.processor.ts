import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Ctx, systemCtx } from '#kernel/context.js';
import type { Clock } from '#kernel/clock.js';
import { AppError, invalid } from '#kernel/errors.js';
import { again, done, type Outcome } from '#kernel/outcome.js';
import { AuditService } from '#audit/audit.service.js';
import { Conversion } from '#dataset-shapes/conversion.js';
import type { ConversionReport } from '#dataset-shapes/conversion.contract.js';
import { readSource } from '#dataset-shapes/read-source.js';
import { Db, type Prisma } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import type { ImportBody, ImportedFrom } from './dataset-imports.contract.js';
import { type DatasetImportRow, DatasetImportsRepository } from './dataset-imports.repository.js';
import { ImportedVersions } from './imported-versions.service.js';
import { type LocalSource, MAX_CONVERTED_BYTES, SourceFiles } from './source-files.service.js';

const CLAIM_SECONDS = 60;
const RENEW_MS = 15_000;
const MOST_ATTEMPTS = 5;
const RETRY_SECONDS = 10;
type Split = 'train' | 'validation';

/** Another worker has the row, or it was cancelled: nothing more is written. */
class Stale extends Error {}

/** Fetches, converts, checks and keeps; every write names the claim, and a second try begins with what is on the disk. */
@Injectable()
export class DatasetImportsProcessor implements Handler {
  readonly topic = 'dataset.import';

  constructor(
    private readonly db: Db,
    private readonly rows: DatasetImportsRepository,
    private readonly source: SourceFiles,
    private readonly versions: ImportedVersions,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.due(tx, this.clock.now(), limit));
  }

  async step(id: string): Promise<Outcome> {
    const now = this.clock.now();
    const row = await this.db.tx(systemCtx(), (tx) => this.rows.claim(tx, id, now, this.claimEnd()));
    if (!row) return done();
    const ctx: Ctx = { ...systemCtx(row.projectId, `import:${id}`), actor: row.actor, member: row.member };
    const claim = new Claim(row, (held) => this.renew(ctx, held));
    try {
      if (row.attempts > MOST_ATTEMPTS)
        throw invalid('import_failed', `The import broke off ${MOST_ATTEMPTS} times; begin it anew.`);
      await this.work(ctx, claim);
    } catch (error) {
      if (error instanceof Stale) return done();
      if (!(error instanceof AppError)) throw error;
      if (error.kind === 'unavailable' && row.attempts < MOST_ATTEMPTS) return await this.later(ctx, claim);
      await this.end(ctx, claim, 'failed', { failure: failureOf(error) });
    }
    await this.source.remove(id);
    return done();
  }

  private async work(ctx: Ctx, claim: Claim): Promise<void> {
    const body = claim.row.asked as unknown as ImportBody;
    const local = await claim.during(() => this.source.fetch(ctx, claim.row.id, body));
    await this.note(ctx, claim, { source: local.source });
    failpoint('import.fetched');
    const report = await this.convert(claim, body, local);
    await this.note(ctx, claim, { report: report as unknown as object });
    assertGood(report, body);
    failpoint('import.converted');
    if (body.dry_run) return this.end(ctx, claim, 'succeeded', {});
    this.versions.licenseOf(body, local.source);
    const files = await claim.during(() => this.keep(ctx, claim, local.source));
    failpoint('import.kept');
    const version = await this.versions.make(ctx, { body, files, source: local.source });
    failpoint('import.versioned');
    await this.end(ctx, claim, 'succeeded', { versionId: version.id });
  }

  private async convert(
    claim: Claim,
    body: ImportBody,
    { paths, format }: LocalSource,
  ): Promise<ConversionReport> {
    const { shape, columns, system, validation_fraction: fraction, seed } = body;
    const validation = fraction === undefined ? undefined : { fraction, seed };
    const conversion = new Conversion({ format, shape, columns, system, validation });
    const out = new Output(this.source.folderOf(claim.row.id), body.dry_run);
    try {
      for (const path of paths) {
        for await (const row of readSource(path, format)) {
          const made = conversion.take(row);
          if (made) await out.write(made.split, made.line);
          await claim.keep();
        }
      }
      return conversion.done();
    } finally {
      await out.close();
    }
  }

  /** The converted splits as files; a file that an earlier try has kept is not kept again. */
  private async keep(ctx: Ctx, claim: Claim, source: ImportedFrom): Promise<Record<string, string>> {
    const files = { ...(claim.row.files as Record<string, string> | null) };
    const report = claim.row.report as unknown as ConversionReport;
    for (const split of (report.split ? ['train', 'validation'] : ['train']) as Split[]) {
      if (files[split]) continue;
      const path = join(this.source.folderOf(claim.row.id), `${split}.jsonl`);
      const name = source.name
        .split('/')
        .at(-1)!
        .replace(/\.[^.]*$/, '')
        .slice(0, 100);
      files[split] = await this.versions.keepFile(ctx, this.source.open(path), `${name}-${split}.jsonl`);
      await this.note(ctx, claim, { files });
    }
    return files;
  }

  private async note(
    ctx: Ctx,
    claim: Claim,
    data: Prisma.DatasetImportUncheckedUpdateManyInput,
  ): Promise<void> {
    const nextStepAt = this.claimEnd();
    const isMine = await this.db.tx(ctx, (tx) => this.rows.apply(tx, claim.row, { ...data, nextStepAt }));
    if (!isMine) throw new Stale();
    claim.row = { ...claim.row, ...(data as Partial<DatasetImportRow>), nextStepAt };
  }

  private async renew(ctx: Ctx, claim: Claim): Promise<void> {
    await this.note(ctx, claim, {});
  }

  private async later(ctx: Ctx, claim: Claim): Promise<Outcome> {
    const nextStepAt = new Date(this.clock.now().getTime() + RETRY_SECONDS * 1000);
    await this.db.tx(ctx, (tx) => this.rows.apply(tx, claim.row, { nextStepAt }));
    return again(RETRY_SECONDS);
  }

  private async end(
    ctx: Ctx,
    claim: Claim,
    state: 'succeeded' | 'failed',
    data: Prisma.DatasetImportUncheckedUpdateManyInput,
  ): Promise<void> {
    const report = claim.row.report as unknown as ConversionReport | null;
    await this.db.tx(ctx, async (tx) => {
      const final = { ...data, state, finishedAt: this.clock.now(), nextStepAt: null };
      if (!(await this.rows.apply(tx, claim.row, final))) throw new Stale();
      await this.audit.append(tx, ctx, {
        action: `dataset_import.${state}`,
        targetType: 'operation',
        targetId: claim.row.id,
        facts: {
          source: claim.row.source,
          version: data.versionId ?? null,
          shape: report?.shape ?? null,
          split: report?.split ?? null,
          failure: data.failure ?? null,
        },
      });
    });
  }

  private claimEnd(): Date {
    return new Date(this.clock.now().getTime() + CLAIM_SECONDS * 1000);
  }
}

/** The row as this worker holds it; renewed while long work goes on. */
class Claim {
  private renewedMs = Date.now();

  constructor(
    public row: DatasetImportRow,
    private readonly renew: (claim: Claim) => Promise<void>,
  ) {}

  /** Between two rows. Throws Stale once the claim is lost. */
  async keep(): Promise<void> {
    if (Date.now() - this.renewedMs < RENEW_MS) return;
    this.renewedMs = Date.now();
    await this.renew(this);
  }

  /** Around work that has no rows: a download, an upload. A lost claim shows at the next write. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    let renewing: Promise<unknown> = Promise.resolve();
    const timer = setInterval(() => void (renewing = this.renew(this).catch(() => undefined)), RENEW_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      await renewing;
    }
  }
}

/** train.jsonl and validation.jsonl; nothing for a dry run. */
class Output {
  private readonly streams: Partial<Record<Split, WriteStream>> = {};
  private readonly bytes = { train: 0, validation: 0 };

  constructor(
    private readonly folder: string,
    private readonly isDry: boolean,
  ) {}

  async write(split: Split, line: string): Promise<void> {
    this.bytes[split] += Buffer.byteLength(line);
    if (this.bytes[split] > MAX_CONVERTED_BYTES)
      throw invalid(
        'file_too_large',
        `The ${split} split becomes larger than ${MAX_CONVERTED_BYTES} bytes; import a part of it.`,
        { param: 'from' },
      );
    if (this.isDry) return;
    const stream = (this.streams[split] ??= createWriteStream(join(this.folder, `${split}.jsonl`), {
      mode: 0o600,
      highWaterMark: 1 << 20,
    }));
    if (!stream.write(line)) await once(stream, 'drain');
  }

  async close(): Promise<void> {
    for (const stream of Object.values(this.streams)) {
      stream.end();
      await finished(stream);
    }
  }
}

function assertGood(report: ConversionReport, body: ImportBody): void {
  const [first] = report.faults;
  if (first && body.on_fault === 'refuse') {
    const more = report.fault_count > 1 ? ` (and ${report.fault_count - 1} more)` : '';
    throw invalid('conversion_faults', `${first.message}${more}`, { param: first.column ?? 'from' });
  }
  if (report.rows_converted === 0)
    throw invalid('source_empty', first?.message ?? 'The file holds no rows that could be converted.', {
      param: 'from',
    });
  const { split } = report;
  if (split && (split.train === 0 || split.validation === 0)) {
    throw invalid(
      'split_empty',
      `Of ${report.rows_converted} rows ${split.validation} fall to validation; give another fraction or seed, or more rows.`,
      { param: 'validation_fraction' },
    );
  }
}

const failureOf = ({ code, message, details }: AppError) => ({
  code,
  message: message.toWellFormed().slice(0, 1000),
  param: details.param ?? null,
});
