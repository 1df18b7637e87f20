import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from '#client/client.js';
import { Unreachable } from '#client/errors.js';
import { eventsOf } from '#client/events.js';
import { isBodyCut } from './get.js';
import type { Session } from './session.js';
import { duration } from './text.js';
import { isFinal, type Job, type JobEvent, type Pipeline } from './views.js';

const POLL_MS = 1000;
const LOST_TRIES = 30;

export const getJob = (session: Session, id: string): Promise<Job> =>
  answer(session.client.GET('/v1/jobs/{id}', { params: { path: { id } } }));

/** Events of a job until it is final; a cut stream is taken up again behind the last event. */
export async function* jobEvents(
  session: Session,
  id: string,
  signal = session.signal,
): AsyncGenerator<JobEvent> {
  let after: string | undefined;
  for (let lost = 0; ;) {
    try {
      const params = { path: { id }, ...(after ? { query: { after } } : {}) };
      const { data } = await session.client.GET('/v1/jobs/{id}/events/stream', {
        params,
        parseAs: 'stream',
        signal,
      });
      for await (const event of eventsOf(data as ReadableStream<Uint8Array>)) {
        lost = 0;
        after = event.id ?? after;
        yield JSON.parse(event.data) as JobEvent;
      }
      return; // the service ends the stream after the last event
    } catch (error) {
      if (signal.aborted || !isCut(error) || ++lost > LOST_TRIES) throw error;
      await sleep(POLL_MS, undefined, { signal });
    }
  }
}

/** Asks again where the connection is lost, for about as long as a service takes to start anew. */
export async function patient<T>(session: Session, ask: () => Promise<T>, pollMs = POLL_MS): Promise<T> {
  for (let lost = 0; ;) {
    try {
      return await ask();
    } catch (error) {
      if (session.signal.aborted || !isCut(error) || ++lost > LOST_TRIES) throw error;
      await sleep(pollMs, undefined, { signal: session.signal });
    }
  }
}

const isCut = (error: unknown): boolean => error instanceof Unreachable || isBodyCut(error);

/** Follows a job to its end and answers it; `onEvent` sees everything on the way. */
export async function followJob(
  session: Session,
  id: string,
  onEvent: (event: JobEvent) => void,
): Promise<Job> {
  session.onDetach(`${id} goes on. Come back with: luthier watch ${id}`);
  for await (const event of jobEvents(session, id)) onEvent(event);
  for (;;) {
    const job = await patient(session, () => getJob(session, id));
    if (isFinal(job.state)) {
      session.onDetach(null);
      return job;
    }
    await sleep(POLL_MS, undefined, { signal: session.signal });
  }
}

/** `step 12/60: epoch 0.4 of 2, loss 0.410, 380 tokens/s, 2 min 10 s left, 0.03 EUR`, from OpenAI's metrics event. `job`: what it costs. */
export function progressText(event: JobEvent, job: Costed | null = null): string {
  const data = event.data as {
    step?: number;
    total_steps?: number;
    train_loss?: number;
    tokens_per_second?: number;
    eta_seconds?: number;
  } | null;
  if (event.type !== 'metrics' || data?.step === undefined) return event.message;
  const parts = [
    job && epochText(job, data.step, data.total_steps),
    data.train_loss !== undefined && `loss ${data.train_loss.toFixed(3)}`,
    data.tokens_per_second !== undefined && `${Math.round(data.tokens_per_second)} tokens/s`,
    data.eta_seconds !== undefined && `${duration(data.eta_seconds)} left`,
    job && spentText(job, event.created_at),
  ];
  return `step ${data.step}/${data.total_steps ?? '?'}: ${parts.filter(Boolean).join(', ')}`;
}

type Costed = Pick<Job, 'estimate' | 'started_at' | 'spec'>;

/** `epoch 1.2 of 3`; null where the job ends by steps. */
function epochText({ spec }: Costed, step: number, total: number | undefined): string | null {
  const { trainer } = (spec['params'] ?? {}) as { trainer?: { n_epochs?: unknown; max_steps?: unknown } };
  const epochs = trainer?.n_epochs;
  if (typeof epochs !== 'number' || trainer?.max_steps || !total) return null;
  return `epoch ${((epochs * step) / total).toFixed(1)} of ${epochs}`;
}

/** What it has cost until then at the price that its estimate was made with; null where none is set, or it has not begun. */
export function spentText({ estimate, started_at: begun }: Omit<Costed, 'spec'>, now: number): string | null {
  if (!estimate?.cost || !estimate.seconds?.value || begun === null) return null;
  const { currency, units, nanos } = estimate.cost;
  const perSecond = (units + nanos / 1e9) / estimate.seconds.value;
  return `${(perSecond * Math.max(0, now - begun)).toFixed(2)} ${currency}`;
}

/** How much of the training is behind it, from 0 to 1. */
export function shareOf(event: JobEvent): number | undefined {
  const { step, total_steps: total } = (event.data ?? {}) as { step?: number; total_steps?: number };
  return event.type === 'metrics' && step !== undefined && total ? step / total : undefined;
}

export interface PipelineWatcher {
  /** A job was seen in a state it was not in before. */
  onJob?(job: Job, name: string): void;
  onEvent?(event: JobEvent, job: Job, name: string): void;
}

/** Follows a pipeline to its end: the events of whichever job runs, and each change of state. */
export async function followPipeline(
  session: Session,
  id: string,
  watcher: PipelineWatcher,
): Promise<Pipeline> {
  session.onDetach(`${id} goes on. Come back with: luthier watch ${id}`);
  const states = new Map<string, string>();
  const streams = new Map<string, AbortController>();
  try {
    for (;;) {
      const pipeline = await patient(session, () =>
        answer(session.client.GET('/v1/pipelines/{id}', { params: { path: { id } } })),
      );
      for (const job of pipeline.jobs ?? []) {
        const name = job.metadata?.['step'] ?? job.kind;
        if (states.get(job.id) !== job.state) watcher.onJob?.(job, name);
        states.set(job.id, job.state);
        if (job.state === 'running' && !streams.has(job.id))
          streams.set(
            job.id,
            stream(session, job, (event) => watcher.onEvent?.(event, job, name)),
          );
        if (isFinal(job.state)) streams.get(job.id)?.abort();
      }
      if (pipeline.state !== 'running') {
        session.onDetach(null);
        return pipeline;
      }
      await sleep(POLL_MS, undefined, { signal: session.signal });
    }
  } finally {
    for (const one of streams.values()) one.abort();
  }
}

function stream(session: Session, job: Job, onEvent: (event: JobEvent) => void): AbortController {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, session.signal]);
  void (async () => {
    for await (const event of jobEvents(session, job.id, signal)) onEvent(event);
  })().catch(() => undefined); // what it shows is an extra: the pipeline's own state is polled
  return stop;
}
