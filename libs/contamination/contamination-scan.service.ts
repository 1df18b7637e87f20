import { Injectable } from '@nestjs/common';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { rowsIn } from '#dataset-checks/rows-in.js';
import type { Split } from '#dataset-checks/splits.js';
import { DatasetsService, splitsOf } from '#datasets/datasets.service.js';
import { type EvaluationRow, EvaluationsService } from '#evaluations/evaluations.service.js';
import { scoresOf } from '#evaluations/score.js';
import { DatasetBytes } from '#files/dataset-bytes.service.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, invalid } from '#kernel/errors.js';
import type { LineageGraph } from '#license-rules/decision.contract.js';
import { type ContaminationReport, MOST_NAMED } from './contamination.contract.js';
import { COMMON_ROWS, NGRAM_WORDS, Overlap } from './overlap.js';
import { conversationsOf } from './row-words.js';

type Source = ContaminationReport['trained_on'][number] & { sha256: string | null };
type OnWay = () => Promise<void>;
interface Read {
  row: number;
  line: number;
  conversations: string[][];
}

/**
 * Reads the evaluated split and all that the model was trained on, as streams. The evaluated side is learned in pieces of bounded size,
 * and the training side is read once for each piece: memory stays the same, however large both are.
 */
@Injectable()
export class ContaminationScan {
  constructor(
    private readonly evaluations: EvaluationsService,
    private readonly artifacts: ArtifactsService,
    private readonly datasets: DatasetsService,
    private readonly bytes: DatasetBytes,
  ) {}

  /** Throws what keeps the evaluated side from being read; training data that cannot be read is named in the report. */
  async of(ctx: Ctx, evaluation: EvaluationRow, onWay: OnWay): Promise<ContaminationReport> {
    const evaluated = await this.splitOf(ctx, evaluation.datasetVersionId, evaluation.split as Split);
    const sources = await this.sources(ctx, evaluation.subjectId);
    const found: ContaminationReport['contaminated'] = [];
    const flagged = new Set<number>();
    const counts = { rows: 0, exact: 0, ngram: 0, common: 0 };
    for (let first = 0, isEnd = false; !isEnd;) {
      const overlap = new Overlap();
      const learned = await this.learn(evaluated.sha256, first, { overlap, onWay });
      ({ isEnd } = learned);
      if (learned.until === first) break;
      await this.see(sources, overlap, onWay);
      for await (const one of this.rowsOf(evaluated.sha256, onWay)) {
        if (one.row < first) continue;
        if (one.row >= learned.until) break;
        counts.rows += 1;
        const hit = overlap.find(one.conversations.flat());
        if (hit === 'common') counts.common += 1;
        if (hit === null || hit === 'common') continue;
        counts[hit.kind] += 1;
        flagged.add(one.row);
        if (found.length === MOST_NAMED) continue;
        const { dataset_version, split } = sources[hit.source]!;
        const { row, line } = one;
        found.push({
          row,
          line,
          kind: hit.kind,
          ngram: hit.ngram,
          train: { dataset_version, split, line: hit.line },
        });
      }
      first = learned.until;
    }
    return {
      schema_version: 1,
      ...{ ngram_words: NGRAM_WORDS, common_rows: COMMON_ROWS, rows: counts.rows },
      contaminated_rows: flagged.size,
      share: counts.rows === 0 ? 0 : flagged.size / counts.rows,
      ...{ exact_rows: counts.exact, ngram_rows: counts.ngram, boilerplate_rows: counts.common },
      complete: sources.every(({ unread }) => unread === null),
      trained_on: sources.map(({ sha256: _, ...source }) => source),
      scores: await this.scores(ctx, evaluation, flagged),
      contaminated: found,
    };
  }

  private async learn(sha256: string, first: number, { overlap, onWay }: { overlap: Overlap; onWay: OnWay }) {
    let until = first;
    for await (const one of this.rowsOf(sha256, onWay)) {
      if (one.row < first) continue;
      if (overlap.isFull) return { until, isEnd: false };
      overlap.learn(one.conversations.flat());
      until = one.row + 1;
    }
    return { until, isEnd: true };
  }

  private async see(sources: Source[], overlap: Overlap, onWay: OnWay): Promise<void> {
    for (const [at, source] of sources.entries()) {
      if (source.sha256 === null) continue;
      source.rows = 0;
      try {
        for await (const one of this.rowsOf(source.sha256, onWay)) {
          overlap.see(one.conversations, at, one.line);
          source.rows += 1;
        }
      } catch (error) {
        source.unread = reasonOf(error);
      }
    }
  }

  /** What the model itself learned from, along its training; not what the makers of that data learned from. */
  private async sources(ctx: Ctx, artifactId: string): Promise<Source[]> {
    const graph = await this.artifacts.lineage(ctx, artifactId);
    const out: Source[] = [];
    for (const dataset_version of trainedOn(graph, artifactId)) {
      const source = { dataset_version, split: 'train' as const, rows: 0 };
      try {
        const { sha256 } = await this.splitOf(ctx, dataset_version, 'train');
        out.push({ ...source, sha256, unread: null });
      } catch (error) {
        out.push({ ...source, sha256: null, unread: reasonOf(error) });
      }
    }
    return out;
  }

  private async splitOf(ctx: Ctx, versionId: string, split: Split): Promise<{ sha256: string }> {
    await this.artifacts.assertFree(ctx, [versionId]);
    const found = splitsOf(await this.datasets.getVersion(ctx, versionId))[split];
    if (!found) throw invalid('split_not_found', `Dataset version ${versionId} has no split '${split}'.`);
    return found;
  }

  /** Row by row: `row` counts rows from 0, as answers do, and `line` lines from 1. A line that is no row is passed over. */
  private async *rowsOf(sha256: string, onWay: OnWay): AsyncGenerator<Read> {
    const stream = await this.bytes.open(sha256);
    try {
      for await (const { row, line, parsed } of rowsIn(stream as AsyncIterable<Buffer>, onWay))
        yield { row, line, conversations: 'code' in parsed ? [] : conversationsOf(parsed.row) };
    } finally {
      stream.destroy();
    }
  }

  private async scores(ctx: Ctx, evaluation: EvaluationRow, flagged: ReadonlySet<number>) {
    const answers = (keep: (row: number) => boolean) =>
      kept(this.evaluations.eachAnswer(ctx, evaluation), keep);
    return {
      all: await scoresOf(answers(() => true)),
      clean: await scoresOf(answers((row) => !flagged.has(row))),
      contaminated: await scoresOf(answers((row) => flagged.has(row))),
    };
  }
}

async function* kept<T extends { row: number }>(lines: AsyncIterable<T>, keep: (row: number) => boolean) {
  for await (const line of lines) if (keep(line.row)) yield line;
}

/** Dataset versions that `subject` or a model under it was trained on. */
export function trainedOn({ edges }: LineageGraph, subject: string): string[] {
  const [models, data] = [new Set([subject]), new Set<string>()];
  for (const model of models)
    for (const { from, to, type } of edges)
      if (from === model) {
        if (!to.startsWith('dsv_')) models.add(to);
        else if (type !== 'evaluated-on') data.add(to);
      }
  return [...data];
}

/** Of what is gone or held by a recall; anything else is thrown, and tried again. */
function reasonOf(error: unknown): string {
  if (error instanceof AppError && error.kind !== 'unavailable') return error.message.slice(0, 500);
  throw error;
}
