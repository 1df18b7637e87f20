import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#kernel/ids.js';
import { type RawAnswer, parsed } from './raw.js';
import type { Service } from './harness.js';

export interface Pushed {
  answer: RawAnswer;
  /** What this side sent before the other one closed, or had enough. */
  sentBytes: number;
  seconds: number;
}

/** Sends `head`, then `chunk` over and over up to `bytes`, as slowly as the other side takes it; answers what it says. */
export function push(
  { baseUrl }: Service,
  head: string,
  { chunk, bytes }: { chunk: Buffer; bytes: number },
): Promise<Pushed> {
  const { hostname, port } = new URL(baseUrl);
  const started = Date.now();
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    let sentBytes = 0;
    const socket = connect(Number(port), hostname, () => {
      socket.write(head);
      more();
    });
    const more = () => {
      while (!socket.destroyed && sentBytes < bytes) {
        sentBytes += chunk.length;
        if (!socket.write(chunk)) return void socket.once('drain', more);
      }
    };
    socket.setTimeout(60_000, () => socket.destroy());
    socket.on('data', (part) => chunks.push(part));
    socket.on('error', () => undefined); // a reset after the answer is the end as well
    socket.on('close', () => {
      const answer = parsed(Buffer.concat(chunks).toString('utf8'));
      done({ answer, sentBytes, seconds: (Date.now() - started) / 1000 });
    });
  });
}

/** An open stream of a job's events. */
export interface Listener {
  text: string;
  closed: boolean;
  socket: Socket;
}

/** Opens so many streams of one job, each over a connection of its own, fifty at a time; resolves when all have begun. */
export async function listen(service: Service, job: string, count: number): Promise<Listener[]> {
  const all: Listener[] = [];
  while (all.length < count) all.push(...(await listenTo(service, job, Math.min(50, count - all.length))));
  return all;
}

async function listenTo(service: Service, job: string, count: number): Promise<Listener[]> {
  const { hostname, port } = new URL(service.baseUrl);
  const all = Array.from({ length: count }, () => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `GET /v1/jobs/${job}/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${service.adminKey}\r\n\r\n`,
      ),
    );
    const one: Listener = { text: '', closed: false, socket };
    socket.setEncoding('utf8').on('data', (part: string) => (one.text += part));
    socket.on('error', () => undefined).on('close', () => (one.closed = true));
    return one;
  });
  await until(() => all.every(({ text, closed }) => text.includes('retry: 2000') || closed), 30);
  return all;
}

export async function until(holds: () => boolean, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!holds() && Date.now() < end) await sleep(50);
}

/** Resident memory of a process in MB: now, or at its highest since `resetPeak`. */
export function residentMb(pid: number, name: 'VmHWM' | 'VmRSS'): number {
  const line = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line![1]) / 1024;
}

export const resetPeak = (pid: number) => writeFileSync(`/proc/${pid}/clear_refs`, '5');

/** A multipart form of a fine-tuning file with so many bytes of chat rows, no two alike; made while it is sent. */
export function bigUpload(bytes: number): ReadableStream<Uint8Array> {
  const part = (text: string) => `--x\r\nContent-Disposition: form-data; name=${text}`;
  const head = part('"purpose"\r\n\r\nfine-tune\r\n') + part('"file"; filename="big.jsonl"\r\n\r\n');
  const filler = 'x'.repeat(2000);
  let [sent, row] = [0, 0];
  return new ReadableStream({
    start: (out) => out.enqueue(Buffer.from(head)),
    pull: (out) => {
      if (sent >= bytes) {
        out.enqueue(Buffer.from('\r\n--x--\r\n'));
        return out.close();
      }
      let text = '';
      while (text.length < 1 << 18)
        text += `{"messages":[{"role":"user","content":"${(row += 1)} ${filler}"},{"role":"assistant","content":"a"}]}\n`;
      sent += text.length;
      out.enqueue(Buffer.from(text));
    },
  });
}

export const sendForm = ({ baseUrl, adminKey }: Service, path: string, body: ReadableStream<Uint8Array>) =>
  fetch(baseUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'multipart/form-data; boundary=x' },
    body,
    duplex: 'half',
  });

/**
 * So many streams of one job at once: each tells an event that comes later, once, and ends with the job; other requests are answered
 * meanwhile. Answers what was not so.
 */
export async function streamsAtOnce(service: Service, job: string, count: number): Promise<string[]> {
  const faults: string[] = [];
  const all = await listen(service, job, count);
  const begun = all.filter(({ text }) => /^HTTP\/1\.1 200 /.test(text)).length;
  if (begun !== count) faults.push(`${begun} of ${count} streams began`);
  await addEvent(service, job, 'to everybody');
  await answersSoon(service, faults);
  await until(() => all.every(({ text }) => text.includes('to everybody')), 30);
  const told = all.filter(({ text }) => text.split('to everybody').length === 2).length;
  if (told !== count) faults.push(`${told} of ${count} streams told the event once`);
  for (const { socket } of all.splice(0, count / 2)) socket.destroy();
  await answersSoon(service, faults);
  await service.database.db.tx({ projectId: '*' }, (tx) =>
    tx.job.update({
      where: { id: job },
      data: { state: 'cancelled', finishedAt: new Date(), nextStepAt: null },
    }),
  );
  await until(() => all.every(({ text }) => text.endsWith('0\r\n\r\n')), 30);
  const ended = all.filter(({ text }) => text.endsWith('0\r\n\r\n')).length;
  if (ended !== all.length) faults.push(`${ended} of ${all.length} streams ended with their job`);
  for (const { socket } of all) socket.destroy();
  return faults;
}

async function addEvent({ database }: Service, jobId: string, message: string): Promise<void> {
  await database.db.tx({ projectId: '*' }, async (tx) => {
    const { projectId, eventSeq: seq } = await tx.job.update({
      where: { id: jobId },
      data: { eventSeq: { increment: 1 } },
    });
    const event = { projectId, jobId, seq, level: 'info', type: 'message', message };
    await tx.jobEvent.create({ data: { ...event, id: newId('ftevent-') } });
  });
}

async function answersSoon(service: Service, faults: string[]): Promise<void> {
  const started = Date.now();
  const { status } = await service.call('GET', '/v1/jobs');
  const seconds = (Date.now() - started) / 1000;
  if (status !== 200 || seconds > 5) faults.push(`a list of jobs is ${status} after ${seconds} s`);
}

/**
 * So many creates of the same job at once without an Idempotency-Key, by clients of which every second one hangs up early and
 * tries again, as the SDKs do. Answers the statuses, the longest that the api took for one, and how many jobs there are for them.
 */
export async function retryStorm(service: Service, body: object, count: number) {
  const storm = `storm-${count}`;
  const create = async (signal: AbortSignal | null): Promise<number> => {
    const response = await fetch(`${service.baseUrl}/v1/fine_tuning/jobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, metadata: { storm } }),
      signal,
    });
    await response.text();
    return response.status;
  };
  const impatient = () =>
    create(AbortSignal.timeout(20))
      .catch(() => create(AbortSignal.timeout(40)))
      .catch(() => create(null));
  const statuses = await Promise.all(
    Array.from({ length: count }, (_, i) => (i % 2 ? impatient() : create(null))),
  );
  const seconds = slowestSeconds(service, 'POST', '/v1/fine_tuning/jobs');
  const jobs = await service.database.db.tx({ projectId: '*' }, (tx) =>
    tx.job.count({ where: { metadata: { path: ['storm'], equals: storm } } }),
  );
  return { statuses, jobs, seconds };
}

/** As the api's own log has it: what this test sends waits for this test, too. */
function slowestSeconds(service: Service, method: string, route: string): number {
  const all = service
    .tail(100_000)
    .split('\n')
    .filter((line) => line.includes(`"method":"${method}","route":"${route}"`));
  const ms = all.map((line) => Number(/"ms":(\d+)/.exec(line)?.[1]));
  return Math.max(...ms) / 1000;
}

/** Each request is answered in time by a job or by `too many`; a client that hung up may have made one more, each time it did. */
export function faultsOfStorm({ statuses, jobs, seconds }: Awaited<ReturnType<typeof retryStorm>>): string[] {
  const made = statuses.filter((status) => status === 200).length;
  const others = statuses.filter((status) => ![200, 429].includes(status));
  return [
    ...(others.length > 0 ? [`statuses ${[...new Set(others)].join(', ')}`] : []),
    ...(made === 0 ? ['nobody got a job'] : []),
    ...(jobs < made || jobs > made + statuses.length ? [`${jobs} jobs for ${made} answers`] : []),
    ...(seconds > 30 ? [`an answer after ${seconds} s`] : []),
  ];
}
