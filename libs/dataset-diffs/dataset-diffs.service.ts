import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { parseRow } from '#dataset-checks/check-json.js';
import { clip } from '#dataset-checks/clip.js';
import { type Split, SPLITS } from '#dataset-checks/splits.js';
import { DatasetsService, splitsOf } from '#datasets/datasets.service.js';
import { originsOf } from '#datasets/origins.js';
import { DatasetBytes } from '#files/dataset-bytes.service.js';
import { LicenseDeclarations } from '#datasets/license-declarations.service.js';
import type { DatasetDiff, DiffQuery, RowCounts } from './dataset-diffs.contract.js';
import { declaredChanges } from './declared.js';
import { diffRows, type RowsDiff } from './diff-rows.js';
import { Kept } from './kept-diffs.js';
import { rowsAfter } from './rows-after.js';
import type { Open, Side } from './side.js';

type Version = Awaited<ReturnType<DatasetsService['getVersion']>>;
type Splits = Partial<Record<Split, RowsDiff | { same: number }>>;
/** What is small is there at once; of what is not, the caller asks again. */
const PATIENCE_MS = 1_500;

/** What differs between two dataset versions. Worked out in this process, in memory that hangs on no file's size but for a bit a row. */
@Injectable()
export class DatasetDiffs {
  private readonly kept = new Kept<Splits>();

  constructor(
    private readonly datasets: DatasetsService,
    private readonly bytes: DatasetBytes,
    private readonly licenses: LicenseDeclarations,
  ) {}

  /** Throws not_found for either version, denied while a recall holds one, unavailable where the store or this process is busy. */
  async diff(ctx: Ctx, id: string, asked: DiffQuery): Promise<DatasetDiff> {
    const now = await this.datasets.getVersion(ctx, id);
    const before = await this.datasets.getVersion(ctx, asked.against);
    await this.licenses.assertFree(ctx, [now.id, before.id]); // it quotes rows
    const key = `${before.digest} ${now.digest}`;
    const splits = await this.kept.get(key, () => this.compare(before, now), PATIENCE_MS);
    return {
      object: 'dataset_diff',
      dataset_version_id: now.id,
      against: before.id,
      declared: declaredChanges(declaredBy(before), declaredBy(now)),
      split: asked.split,
      ...(splits
        ? { status: 'ready', splits: countsOf(splits), is_paired: isPaired(splits) }
        : { status: 'running', splits: null, is_paired: null }),
      ...(await pageOf(splits?.[asked.split], asked)),
    };
  }

  private async compare(before: Version, now: Version): Promise<Splits> {
    const [old, young] = [splitsOf(before), splitsOf(now)];
    const splits: Splits = {};
    for (const split of SPLITS) {
      const [left, right] = [old[split], young[split]];
      if (!left && !right) continue;
      splits[split] =
        left && left.sha256 === right?.sha256
          ? { same: left.rows }
          : await diffRows({
              before: this.reader(left?.sha256),
              now: this.reader(right?.sha256),
              rows: left?.rows ?? 0,
            });
    }
    return splits;
  }

  private reader(sha256: string | undefined): Open | null {
    return sha256 === undefined ? null : (from) => this.bytes.open(sha256, from);
  }
}

const declaredBy = (version: Version) => ({
  format: version.format,
  license: version.declaredLicense,
  declared_by: version.declaredBy,
  attribution: version.attribution,
  source: version.source as object,
  ...originsOf(version.origins),
});

const isRead = (one: RowsDiff | { same: number }): one is RowsDiff => 'became' in one;
const isPaired = (splits: Splits): boolean =>
  Object.values(splits).every((one) => !isRead(one) || one.isPaired);
const countsOf = (splits: Splits): Partial<Record<Split, RowCounts>> =>
  Object.fromEntries(
    Object.entries(splits).map(([split, one]) => {
      if (!isRead(one)) return [split, { changed: 0, added: 0, removed: 0, same: one.same }];
      const changed = one.became.size;
      const [added, removed] = [one.now.marked - changed, one.before.marked - changed];
      return [split, { changed, added, removed, same: one.now.same }];
    }),
  );

/** The rows behind `after`, read where they lie. */
async function pageOf(of: Splits[Split], asked: DiffQuery) {
  if (!of || !isRead(of)) return { data: [], has_more: false, next: null };
  const found = rowsAfter(of, asked);
  const page = found.slice(0, asked.limit);
  const last = page.at(-1);
  const more = found.length > page.length && last !== undefined;
  const [before, now] = await Promise.all([
    read(
      of.before,
      page.map((one) => one.before),
    ),
    read(
      of.now,
      page.map((one) => one.now),
    ),
  ]);
  return {
    data: page.map((one) => ({ kind: one.kind, before: before(one.before), now: now(one.now) })),
    has_more: more,
    next: more ? (last.now === null ? `before-${last.before}` : `now-${last.now}`) : null,
  };
}

async function read(side: Side, lines: (number | null)[]) {
  const wanted = lines.filter((line) => line !== null).sort((a, b) => a - b);
  const found = await side.read(wanted);
  return (line: number | null) => {
    if (line === null) return null;
    const bytes = found.get(line);
    const parsed = bytes ? parseRow(bytes, line) : null;
    if (!parsed || 'code' in parsed) return { line, row: null, is_cut: false };
    const row = clip(parsed.row) as Record<string, unknown>;
    return { line, row, is_cut: JSON.stringify(row) !== JSON.stringify(parsed.row) };
  };
}
