import { figure } from '../../pieces/figures.js';
import { epochsOf, type Job } from './job-words.js';
import { pipelineOf, publishedAs, versionOf } from './pipeline-words.js';

/**
 * Pipelines that make versions of one model and have none yet bear the same name: by pipeline, the settings of its training in which
 * they differ.
 */
export function apartOf(jobs: readonly Job[]): Map<string, string> {
  const trainings = jobs.filter((job) => job.kind === 'finetune' && !versionOf(job));
  const alone = [...Map.groupBy(trainings, pipelineOf)].flatMap(([, all]) => (all.length === 1 ? all : []));
  const found = new Map<string, string>();
  for (const [model, twins] of Map.groupBy(alone, publishedAs)) {
    if (model === null || twins.length < 2) continue;
    const told = twins.map(toldOf);
    const differ = told[0]!.map((_, at) => new Set(told.map((one) => one[at])).size > 1);
    twins.forEach((job, at) => {
      const words = told[at]!.filter((_, which) => differ[which]).join(', ');
      if (words !== '') found.set(pipelineOf(job)!, words);
    });
  }
  return found;
}

/** Epochs, rank and learning rate, in words. */
function toldOf({ spec }: Pick<Job, 'spec'>): string[] {
  const params = (spec['params'] ?? {}) as Record<string, unknown>;
  const rank = (params['adapter'] as { r?: unknown } | undefined)?.r;
  const trainer = (params['trainer'] ?? {}) as Record<string, unknown>;
  const say = (value: unknown, words: (text: string) => string) =>
    typeof value === 'number' ? words(figure(value)) : '';
  return [
    epochsOf(params),
    say(rank, (text) => `r ${text}`),
    say(trainer['learning_rate'], (text) => `learning rate ${text}`),
  ];
}
