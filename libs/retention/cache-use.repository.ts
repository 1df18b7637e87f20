import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform/db.js';

/** Who reads copies on this machine now. */
@Injectable()
export class CacheUseRepository {
  async inUse(tx: Tx): Promise<{ oldestLiveAt: Date | null; served: Set<string> }> {
    const [row] = await tx.$queryRaw<{ oldest: Date | null; served: string[] | null }[]>`
      SELECT (SELECT min(coalesce(started_at, created_at)) FROM job WHERE finished_at IS NULL) AS oldest,
        (SELECT array_agg(DISTINCT artifact_digest) FROM deployment WHERE state NOT IN ('stopped', 'failed')) AS served`;
    return { oldestLiveAt: row!.oldest, served: new Set(row!.served) };
  }
}
