import { answer } from '#client/client.js';
import { CliError } from './exits.js';
import type { Session } from './session.js';
import { duration, percent, table } from './text.js';
import type { Evaluation, Job, LicenseAnswer, Pipeline } from './views.js';

/** The last line of `luthier demo --json`. */
export interface Report {
  base_exact_match: number;
  restricted_base_exact_match: number;
  tuned_exact_match: number;
  quantized_exact_match: number;
  /** Wall time of this run of the demo, without installation. */
  seconds: number;
  /** Of the program that took most. */
  peak_memory_mb: number;
  verdict: string;
  alias: string;
  /** For OpenAI's clients. */
  base_url: string;
  model: string;
  reused: boolean;
  /** Seconds of each program. */
  job_seconds: Record<string, number>;
  evaluations: Record<string, string>;
  model_version: string;
  refusal: string;
}

interface Measured {
  step: string;
  job: Job;
  evaluation: Evaluation;
}

const MEASURED = {
  base: 'base as it is',
  'base-restricted': 'base restricted to the labels',
  tuned: 'tuned',
  quantized: 'tuned, q8_0',
};

const stepOf = (job: Job): string => job.metadata?.['step'] ?? job.kind;

/** Every evaluation of the pipeline, with the job that made it. */
export function measure(session: Session, pipeline: Pipeline): Promise<Measured[]> {
  const jobs = pipeline.jobs ?? [];
  return Promise.all(
    Object.keys(MEASURED).map(async (step) => {
      const job = jobs.find((one) => stepOf(one) === step);
      if (!job) throw new CliError(`${pipeline.id} has no evaluation '${step}'`);
      const evaluation = await answer(
        session.client.GET('/v1/evaluations/{id}', { params: { path: { id: job.id } } }),
      );
      return { step, job, evaluation };
    }),
  );
}

export interface Outcome {
  session: Session;
  pipeline: Pipeline;
  measured: Measured[];
  /** With the id of the frozen decision. */
  decision: LicenseAnswer & { id: string };
  seconds: number;
  reused: boolean;
  names: { model: string; alias: string };
  refusal: string;
}

export function reportOf(of: Outcome): Report {
  const score = (step: string) =>
    of.measured.find((one) => one.step === step)?.evaluation.metrics?.['exact_match'] ?? NaN;
  const jobs = of.pipeline.jobs ?? [];
  return {
    base_exact_match: score('base'),
    restricted_base_exact_match: score('base-restricted'),
    tuned_exact_match: score('tuned'),
    quantized_exact_match: score('quantized'),
    seconds: Math.round(of.seconds * 10) / 10,
    peak_memory_mb: Math.max(...jobs.map((job) => job.result?.peak_memory_mb ?? 0)),
    verdict: of.decision.verdict,
    alias: of.names.alias,
    base_url: `${of.session.baseUrl}/v1`,
    model: `${of.names.model}:${of.names.alias}`,
    reused: of.reused,
    job_seconds: Object.fromEntries(jobs.map((job) => [stepOf(job), job.result?.seconds ?? 0])),
    evaluations: Object.fromEntries(of.measured.map((one) => [one.step, one.evaluation.id])),
    model_version: of.pipeline.model_version ?? '',
    refusal: of.refusal,
  };
}

/** The closing table, the obligations, where everything is, and what to try next. */
export function reportText(of: Outcome, report: Report, places: [string, string | null][]): string {
  const verdicts: Record<string, string> = {
    base: '-',
    'base-restricted': '-',
    tuned: '-',
    quantized: report.verdict,
  };
  const rows = of.measured.map(({ step, job, evaluation }) => [
    MEASURED[step as keyof typeof MEASURED],
    percent(evaluation.metrics?.['exact_match']),
    `${Math.round(evaluation.metrics?.['latency_p50_ms'] ?? 0)} ms`,
    `${Math.round(job.result?.seconds ?? 0)} s`,
    `${Math.round(job.result?.peak_memory_mb ?? 0)} MB`,
    verdicts[step],
  ]);
  const train = (of.pipeline.jobs ?? []).find((job) => job.kind === 'finetune');
  const owed = of.decision.obligations.map(
    (one) =>
      `${one.level}: ${one.type} (${one.license_id}${one.satisfied_by ? `, met on ${one.satisfied_by}` : `, on ${one.surface}`})`,
  );
  return [
    table(['MODEL', 'EXACT MATCH', 'LATENCY P50', 'SECONDS', 'PEAK MEMORY', 'VERDICT'], rows),
    `Training took ${duration(train?.result?.seconds ?? 0)} and ${Math.round(train?.result?.peak_memory_mb ?? 0)} MB; this run of the demo ${duration(of.seconds)}.`,
    '',
    `Obligations of ${report.model}:`,
    ...[...new Set(owed)].map((one) => `  ${one}`),
    `  ${of.decision.disclaimer} Confidence: ${of.decision.confidence}.`,
    '',
    ...places.filter(([, place]) => place).map(([name, place]) => `${name.padEnd(11)} ${place}`),
    '',
    'Try next:',
    `  npx luthier chat ${report.model} --system-of banking77 "I was charged twice for one transfer"`,
    `  npx luthier eval show ${report.evaluations['quantized']} --wrong`,
    `  npx luthier decision explain ${of.decision.id}`,
  ].join('\n');
}
