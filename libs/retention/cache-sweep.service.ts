import { readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { type Config, paths } from '#platform/config.js';
import { Db } from '#platform/db.js';
import { removeTree } from '#platform/remove-tree.js';
import { CLOCK, CONFIG } from '#platform/tokens.js';
import { bytesBelow } from './attempt-folders.js';
import { CacheUseRepository } from './cache-use.repository.js';
import { type Amount, NOTHING, plus } from './retention.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3600_000;
/** A copy that is being made, or being removed. */
const PASSING = /^(?:making|removing)-/;

/**
 * Clears copies on this machine that nobody has used for days: staged artifacts and datasets, fetched sources, converted models. All
 * can be made again. Whoever uses one touches it (see StagedFolders, StagedFiles, ImportCache).
 */
@Injectable()
export class CacheSweep {
  private readonly days: number;
  private readonly staged: string;
  private readonly others: readonly string[];

  constructor(
    private readonly db: Db,
    private readonly use: CacheUseRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) config: Pick<Config, 'LUTHIER_CACHE_DAYS' | 'LUTHIER_CACHE_DIR' | 'LUTHIER_DATA_DIR'>,
  ) {
    const { sources, converted } = paths(config);
    this.days = config.LUTHIER_CACHE_DAYS;
    this.staged = join(config.LUTHIER_CACHE_DIR, 'artifacts');
    this.others = [join(config.LUTHIER_CACHE_DIR, 'datasets'), sources, converted];
  }

  /** Spares what was used since the oldest unfinished job began, for that may read it, and what a deployment serves from. */
  async run(): Promise<Amount> {
    if (this.days === 0) return NOTHING;
    const { oldestLiveAt, served } = await this.db.tx(systemCtx(), (tx) => this.use.inUse(tx));
    const idle = this.clock.now().getTime() - this.days * DAY_MS;
    const before = Math.min(idle, (oldestLiveAt?.getTime() ?? Infinity) - HOUR_MS);
    let cleared = await this.clear(this.staged, before, served);
    for (const folder of this.others) {
      const one = await this.clear(folder, before, new Set());
      cleared = { count: cleared.count + one.count, bytes: cleared.bytes + one.bytes };
    }
    return cleared;
  }

  private async clear(root: string, beforeMs: number, spared: ReadonlySet<string>): Promise<Amount> {
    let cleared = NOTHING;
    for (const name of await readdir(root).catch(() => [])) {
      if (spared.has(name)) continue;
      const path = join(root, name);
      const seen = await stat(path).catch(() => null);
      if (!seen || (PASSING.test(name) && !name.startsWith('removing-'))) continue;
      if (!name.startsWith('removing-') && seen.mtimeMs >= beforeMs) continue;
      const aside = await this.aside(root, name, beforeMs);
      if (aside === null) continue;
      const bytes = await bytesBelow(aside);
      await removeTree(aside);
      cleared = plus(cleared, bytes);
    }
    return cleared;
  }

  /** Out of the way first: half of a folder must never be found whole. Put back when somebody has just used it. */
  private async aside(root: string, name: string, beforeMs: number): Promise<string | null> {
    if (name.startsWith('removing-')) return join(root, name);
    const [from, to] = [join(root, name), join(root, `removing-${name}`)];
    await rename(from, to).catch(() => undefined);
    const seen = await stat(to).catch(() => null);
    if (seen && seen.mtimeMs < beforeMs) return to;
    await rename(to, from).catch(() => undefined);
    return null;
  }
}
