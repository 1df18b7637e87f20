import { join } from 'node:path';
import type { NewSample } from './job-samples.repository.js';
import type { NewJobEvent } from './job-log.repository.js';
import type { JobEvent } from './recipe-output.contract.js';

export interface Digest {
  messages: NewJobEvent[];
  points: { key: string; step: number; value: number; at: Date }[];
  checkpoints: { step: number; path: string; metrics: object }[];
  samples: NewSample[];
  progress: {
    percent: number;
    step: number;
    total_steps: number;
    tokens_per_second?: number;
    eta_seconds?: number;
    phase?: string;
  } | null;
}

const REWARDS = ['rewards_accuracies', 'rewards_margins', 'rewards_chosen', 'rewards_rejected'] as const;
const CURVES = [
  'train_loss',
  'train_mean_token_accuracy',
  'valid_loss',
  'valid_mean_token_accuracy',
  ...REWARDS,
  'learning_rate',
  'grad_norm',
  'tokens_per_second',
  'memory_mb',
] as const;

/** A batch of event lines as rows: metric points, checkpoints, the events that people read, and how far the job is. */
export function digest(events: JobEvent[], workspace: string): Digest {
  const out: Digest = { messages: [], points: [], checkpoints: [], samples: [], progress: null };
  for (const event of events) {
    const at = atOf(event.ts);
    switch (event.type) {
      case 'metrics': {
        for (const key of CURVES) {
          const value = event[key];
          if (value !== undefined) out.points.push({ key, step: event.step, value, at });
        }
        out.progress = progressOf(event.step, event.total_steps, event);
        if (event.train_loss !== undefined) out.messages.push(stepMessage(event, event.train_loss));
        break;
      }
      case 'eval':
        out.progress = progressOf(event.done, event.total, {});
        break;
      case 'checkpoint':
        out.checkpoints.push({ step: event.step, path: join(workspace, event.path), metrics: event.metrics });
        out.messages.push(say('info', `Checkpoint created at step ${event.step}`));
        break;
      case 'sample':
        out.samples.push(sampleOf(event, at));
        break;
      case 'log':
        out.messages.push(say(event.level, event.message));
        break;
      case 'error':
        out.messages.push(say('error', event.message));
        break;
      case 'phase':
        out.messages.push(say('info', `Phase: ${event.phase}`));
        break;
      default:
        break;
    }
  }
  return out;
}

/** The program's own clock, within what the database can hold. */
const atOf = (ts: string): Date =>
  new Date(Math.min(Math.max(Date.parse(ts) || 0, Date.UTC(2000)), Date.UTC(2100)));

const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

const say = (level: NewJobEvent['level'], message: string): NewJobEvent => ({
  level,
  type: 'message',
  message: storable(message),
});

const sampleOf = (event: Extract<JobEvent, { type: 'sample' }>, createdAt: Date): NewSample => ({
  step: event.step,
  index: event.prompt,
  prompt: storable(event.asked),
  text: storable(event.text),
  isCut: event.cut,
  finishReason: event.finish_reason,
  tokens: event.tokens,
  createdAt,
});

function progressOf(
  step: number,
  total: number,
  rates: { tokens_per_second?: number; eta_seconds?: number },
) {
  const percent = total > 0 ? Math.min(100, Math.round((1000 * step) / total) / 10) : 0;
  const { tokens_per_second, eta_seconds } = rates;
  return { percent, step, total_steps: total, tokens_per_second, eta_seconds };
}

/** OpenAI's metrics event: people parse its message and its data, which holds every curve of the step. */
function stepMessage(event: Extract<JobEvent, { type: 'metrics' }>, loss: number): NewJobEvent {
  const { step, total_steps, eta_seconds } = event;
  const curves = CURVES.flatMap((key) => (event[key] === undefined ? [] : [[key, event[key]] as const]));
  return {
    level: 'info',
    type: 'metrics',
    message: `Step ${step}/${total_steps}: training loss=${loss.toFixed(2)}`,
    data: { step, total_steps, ...Object.fromEntries(curves), eta_seconds },
  };
}
