import { clean, duration } from './text.js';
import { isFinal, type Job } from './views.js';

type Ending = NonNullable<Job['ending']>;

/** A job in a few lines: what it is, how far, and where it came from. */
export function jobText(job: Job): string {
  const ran = job.started_at !== null && job.finished_at !== null ? job.finished_at - job.started_at : null;
  const left = Object.entries(job.result?.artifacts ?? {}).map(([name, id]) => `${name} ${id}`);
  const { percent, step, total_steps } = (job.progress ?? {}) as Record<string, number | undefined>;
  return [
    `${job.id}  ${job.kind} on ${job.target}: ${job.state}`,
    job.meaning,
    ran !== null && `ran ${duration(ran)}`,
    !isFinal(job.state) && percent !== undefined && `${percent} %, step ${step} of ${total_steps}`,
    left.length > 0 && `left ${left.join(', ')}`,
    job.reused_from && `ran nothing: ${job.reused_from} is identical`,
    job.reproduces && `makes ${job.reproduces} again: luthier reproduce ${job.id} --wait`,
    job.decision && `license decision ${String(job.decision)}`,
    job.ending && whyText(job),
  ]
    .filter((line): line is string => typeof line === 'string')
    .map(clean)
    .join('\n');
}

const BLAME: Record<Ending['blame'], string> = {
  user: 'what was submitted, or who stopped it',
  platform: 'this installation',
  provider: 'the machine or who lends it',
};

/** Why it ended: reason, whose it is, the evidence, what to do. */
export function whyText(job: Job): string {
  const { ending } = job;
  if (!ending)
    return isFinal(job.state)
      ? `${job.id} has succeeded${job.reused_from ? `, answered by ${job.reused_from}` : ''}: there is nothing to explain`
      : `${job.id} is ${job.state}: ${job.meaning}`;
  const { log = [], ...facts } = ending.evidence;
  const lines = Object.entries(facts).map(([name, value]) => `  ${name}: ${factText(value)}`);
  return [
    `why: ${ending.reason}: ${ending.message}`,
    `at fault: ${BLAME[ending.blame]}${ending.retryable ? '; it was tried again before it was given up' : ''}`,
    ...(lines.length > 0 ? ['evidence:', ...lines] : []),
    ...(log.length > 0 ? ['the last it printed:', ...log.map((line) => `  | ${line}`)] : []),
    `what to do: ${ending.advice}`,
  ]
    .map(clean)
    .join('\n');
}

function factText(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value);
  return Object.entries(value)
    .filter(([, one]) => one !== null)
    .map(([name, one]) =>
      name.endsWith('_bytes') ? `${name.slice(0, -6)} ${gib(one as number)}` : `${name} ${String(one)}`,
    )
    .join(', ');
}
const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
