import { readFileSync, statSync } from 'node:fs';
import type OpenAI from 'openai';
import { CliError, EXIT } from '../exits.js';
import { clean } from '../text.js';

export type OpenAiJob = OpenAI.FineTuning.FineTuningJob & { user_provided_suffix?: string | null };
export type OpenAiFile = OpenAI.FileObject;
export type OpenAiCheckpoint = OpenAI.FineTuning.Jobs.FineTuningJobCheckpoint;
export type OpenAiWebhook = { id: string; name: string; url: string; event_types: string[] };

export interface Account {
  jobs: { job: OpenAiJob; checkpoints: OpenAiCheckpoint[] }[];
  files: OpenAiFile[];
  webhooks: OpenAiWebhook[];
  /** What the key could not read, in sentences. */
  notes: string[];
}

export const DEFAULT_BASE_URL = 'https://api.openai.com/v1';
type Environment = Readonly<Record<string, string | undefined>>;

/** The client; the key comes from the environment or a private file, and goes nowhere but to OpenAI. */
export async function openAi(baseUrl: string, env: Environment): Promise<OpenAI> {
  if (!URL.canParse(baseUrl)) throw new CliError(`--openai-base-url is no URL: ${baseUrl}`, EXIT.usage);
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol !== 'https:' && !['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
    throw new CliError('the key would travel unencrypted', EXIT.usage, 'give an https:// URL');
  // loaded here: no other command should pay for it
  const { default: Client } = await import('openai');
  return new Client({
    apiKey: keyOf(env),
    baseURL: baseUrl,
    maxRetries: 6,
    timeout: 120_000,
    logLevel: 'off',
  });
}

function keyOf(env: Environment): string {
  const key = env['OPENAI_API_KEY']?.trim() || keyIn(env['OPENAI_API_KEY_FILE']);
  if (key) return key;
  throw new CliError(
    'no OpenAI key',
    EXIT.auth,
    'set OPENAI_API_KEY, or OPENAI_API_KEY_FILE to a file that you alone can read (chmod 600)',
  );
}

function keyIn(path: string | undefined): string | undefined {
  if (!path) return undefined;
  try {
    if ((statSync(path).mode & 0o077) === 0) return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new CliError(`${path} cannot be read: ${(cause as Error).message}`, EXIT.auth);
  }
  throw new CliError(`others may read ${path}`, EXIT.auth, `chmod 600 ${path}`);
}

/** Jobs with their checkpoints, files and webhooks; no content. Without the right to read jobs there is nothing to plan. */
export async function readAccount(client: OpenAI, say: (text: string) => void): Promise<Account> {
  const notes: string[] = [];
  const jobs: Account['jobs'] = [];
  await every(client.fineTuning.jobs.list({ limit: 100 }), (job) => {
    jobs.push({ job, checkpoints: [] });
  }).catch((error: unknown) => {
    throw refusalOf(error, 'list fine-tuning jobs');
  });
  say(`${jobs.length} fine-tuning jobs`);
  for (const one of jobs.filter(({ job }) => job.status === 'succeeded'))
    await partly(notes, `the checkpoints of ${one.job.id}`, () =>
      every(client.fineTuning.jobs.checkpoints.list(one.job.id, { limit: 100 }), (row) => {
        one.checkpoints.push(row);
      }),
    );
  const files: OpenAiFile[] = [];
  await partly(notes, 'files', () =>
    every(client.files.list({ limit: 1000 }), (file) => void files.push(file)),
  );
  const webhooks: OpenAiWebhook[] = [];
  await partly(notes, 'webhook endpoints', () =>
    every(client.webhooks.list({ limit: 100 }), (hook) => void webhooks.push(hook as OpenAiWebhook)),
  );
  say(`${files.length} files, ${webhooks.length} webhook endpoints`);
  return { jobs, files, webhooks, notes };
}

/** All pages; an item that a page repeats, as moving lists do, is taken once. */
async function every<T extends { id: string }>(
  pages: AsyncIterable<T>,
  take: (item: T) => void,
): Promise<void> {
  const seen = new Set<string>();
  for await (const item of pages) {
    if (seen.has(item.id)) continue;
    seen.add(item.id);
    take(item);
  }
}

/** What this key may not read is said and left out; what is broken ends the command. */
async function partly(notes: string[], what: string, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    const { status } = error as { status?: number };
    const isHidden = status === 403 || status === 404 || (status === 401 && isScope(error));
    if (!isHidden) throw refusalOf(error, `read ${what}`);
    notes.push(`This key cannot read ${what} (${status}: ${messageOf(error)}); they are left out.`);
  }
}

// OpenAI answers a restricted key with 401 or 403, and names what it lacks
const isScope = (error: unknown): boolean =>
  /insufficient permissions|missing scopes/i.test(messageOf(error));
export const messageOf = (error: unknown): string =>
  clean((error as Error).message ?? String(error)).slice(0, 300);

/** The refusal in words, with what to do and the exit code of its kind. */
export function refusalOf(error: unknown, what: string): unknown {
  if (error instanceof CliError) return error;
  const { status, name } = error as { status?: number; name?: string };
  const said = `OpenAI refuses to ${what}: ${messageOf(error)}`;
  if (status === 401 && !isScope(error))
    return new CliError(said, EXIT.auth, 'check OPENAI_API_KEY; a revoked or mistyped key looks like this');
  if (status === 401 || status === 403)
    return new CliError(
      said,
      EXIT.auth,
      'the key needs the right to read fine-tuning jobs, files and models',
    );
  if (status === 404) return new CliError(said, EXIT.notFound);
  if (status === 429)
    return new CliError(
      said,
      EXIT.unavailable,
      'the limit did not lift within six tries; the same command again goes on',
    );
  if (status !== undefined && status >= 500) return new CliError(said, EXIT.unavailable, 'try again later');
  if (status !== undefined) return new CliError(said, EXIT.failed);
  return name === 'Error' || String(error).includes('Connection')
    ? new CliError(`OpenAI does not answer: ${messageOf(error)}`, EXIT.unavailable)
    : error;
}
