import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { getJob } from '../follow.js';
import { jobText, whyText } from '../job-text.js';
import type { Session } from '../session.js';
import { systemText } from '../system-text.js';
import { aliases, versionCount } from '../list-cells.js';
import { ago, clean, jsonText, table } from '../text.js';
import { isFinal, type Job } from '../views.js';
import { ranFor, watch } from '../watch.js';
import { addQuantizeCommand } from './quantize.js';

const POLL_MS = 1000;

export function addJobCommands(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'ls [what]',
    about: 'List jobs (the default), pipelines, datasets, models, promotions or deployments',
    examples: ['luthier ls', 'luthier ls jobs --state running', 'luthier ls models --json'],
    options: [
      ['--state <state>', 'only those in this state'],
      ['--limit <n>', 'at most so many (default 20)'],
    ],
    run: list,
  });
  addCommand(program, host, {
    usage: 'watch <id>',
    about: 'Follow a job or pipeline to its end; exit 0 succeeded, 1 failed, 130 cancelled',
    examples: ['luthier watch job_01k…', 'luthier watch pipe_01k…'],
    run: (session, [id = '']) => watch(session, id),
  });
  addQuantizeCommand(program, host);
  addCommand(program, host, {
    usage: 'logs <job>',
    about: "Print the output of a job's newest attempt",
    examples: ['luthier logs job_01k…', 'luthier logs -f job_01k…'],
    options: [['-f, --follow', 'go on until the job is final']],
    run: logs,
  });
  addCommand(program, host, {
    usage: 'cancel <id>',
    about: 'Cancel a job, or every job of a pipeline that is not final',
    examples: ['luthier cancel job_01k…'],
    run: async (session, [id = '']) => {
      const params = { path: { id } };
      const ended = id.startsWith('pipe_')
        ? await answer(session.client.POST('/v1/pipelines/{id}/cancel', { params }))
        : await answer(session.client.POST('/v1/jobs/{id}/cancel', { params }));
      session.print(ended, `${ended.id} is ${ended.state}`);
    },
  });
  addResume(program, 'resume', host);
  addPauseCommands(addGroup(program, 'job', 'Show a job, say why it ended, pause it and let it go on'), host);
}

function addPauseCommands(job: Command, host: Host): void {
  addCommand(job, host, {
    usage: 'show <job>',
    about: 'Show a job: state, progress, what it left, and why it ended',
    examples: ['luthier job show job_01k…', 'luthier job show job_01k… --json'],
    run: async (session, [id = '']) => {
      const row = await getJob(session, id);
      session.print(row, jobText(row));
    },
  });
  addCommand(job, host, {
    usage: 'why <job>',
    about: 'Say why a job failed or was cancelled: the reason, whose fault, the evidence, what to do',
    examples: ['luthier job why job_01k…'],
    run: async (session, [id = '']) => {
      const row = await getJob(session, id);
      session.print(
        { object: 'job_ending', job: row.id, state: row.state, ending: row.ending },
        whyText(row),
      );
    },
  });
  addCommand(job, host, {
    usage: 'system <job>',
    about: 'Show what the programs of a job used: processor, memory, disk and GPUs',
    examples: ['luthier job system job_01k…', 'luthier job system job_01k… --json'],
    run: async (session, [id = '']) => {
      const params = { path: { id }, query: { of: 'system', points: '100' } } as const;
      const found = await answer(session.client.GET('/v1/jobs/{id}/metrics', { params }));
      session.print(found, systemText(found.data));
    },
  });
  addCommand(job, host, {
    usage: 'pause <job>',
    about: 'Pause a job: it saves a checkpoint, stops and frees its slot',
    examples: ['luthier job pause job_01k…'],
    run: async (session, [id = '']) => {
      const row = await answer(session.client.POST('/v1/jobs/{id}/pause', { params: { path: { id } } }));
      const text = row.state === 'paused' ? 'is paused' : 'saves a checkpoint and stops';
      session.print(row, `${row.id} ${text}. Go on with: luthier job resume ${row.id}`);
    },
  });
  addResume(job, 'job resume', host);
}

/** `luthier job resume`, and `luthier resume` beside `luthier cancel`. */
function addResume(parent: Command, name: string, host: Host): void {
  addCommand(parent, host, {
    usage: 'resume <job>',
    about: 'Let a paused job go on from its checkpoint',
    examples: [`luthier ${name} job_01k…`],
    run: async (session, [id = '']) => {
      const row = await answer(session.client.POST('/v1/jobs/{id}/resume', { params: { path: { id } } }));
      session.print(row, `${row.id} is ${row.state}. Follow it with: luthier watch ${row.id}`);
    },
  });
}

type Row = Record<string, unknown>;
const LISTS: Record<
  string,
  { path: string; expand?: string[]; columns: Record<string, (row: Row) => string> }
> = {
  jobs: {
    path: '/v1/jobs',
    columns: {
      ID: field('id'),
      KIND: field('kind'),
      STATE: field('state'),
      PROGRESS: percentDone,
      TIME: (row) => ranFor(row as Job),
      CREATED: when,
      WHY: (row) => (row['error'] as { reason?: string } | null)?.reason ?? '',
    },
  },
  pipelines: {
    path: '/v1/pipelines',
    columns: {
      ID: field('id'),
      STATE: field('state'),
      NAME: field('name'),
      CREATED: when,
      VERSION: field('model_version'),
    },
  },
  datasets: {
    path: '/v1/datasets',
    expand: ['versions'],
    columns: { ID: field('id'), NAME: field('name'), VERSIONS: versionCount, CREATED: when },
  },
  models: {
    path: '/v1/registered_models',
    expand: ['versions'],
    columns: {
      NAME: field('name'),
      LATEST: field('latest_version'),
      CREATED: when,
      ALIASES: aliases,
    },
  },
  promotions: {
    path: '/v1/promotions',
    columns: {
      ID: field('id'),
      ALIAS: field('alias'),
      STATE: field('state'),
      CREATED: when,
      VERSION: field('version'),
    },
  },
  deployments: {
    path: '/v1/deployments',
    columns: {
      ID: field('id'),
      KIND: field('kind'),
      STATE: field('state'),
      CREATED: when,
      MODEL: field('model'),
    },
  },
};

const FIRST: Record<string, string> = {
  jobs: 'luthier finetune starts one, luthier demo shows the whole way',
  pipelines: 'luthier finetune --publish MODEL makes one',
  datasets: 'luthier data push FILE --name NAME makes one',
  models: 'luthier finetune --publish MODEL makes one',
  promotions: 'luthier promote MODEL --to ALIAS makes one',
  deployments: 'luthier promote MODEL --to ALIAS makes one',
};

async function list(session: Session, [what = 'jobs']: string[], options: Options): Promise<void> {
  const shown = LISTS[what];
  if (!shown)
    throw new CliError(`cannot list ${what}`, EXIT.usage, `luthier ls ${Object.keys(LISTS).join('|')}`);
  const state = textOf(options, 'state');
  const query = {
    limit: textOf(options, 'limit') ?? '20',
    ...(state ? { state: state as 'running' } : {}),
    ...(shown.expand ? { 'expand[]': shown.expand as [] } : {}),
  };
  const page = (await answer(
    session.client.GET(shown.path as '/v1/jobs', { params: { query } }),
  )) as unknown as { data: Row[] };
  const names = Object.keys(shown.columns);
  if (page.data.length === 0)
    session.say(`no ${what} ${state ? `in state ${state}` : `yet: ${FIRST[what]!}`}`);
  session.print(
    page,
    table(
      names,
      page.data.map((row) => names.map((name) => shown.columns[name]!(row))),
    ),
  );
}

function percentDone(row: Row): string {
  const percent = (row['progress'] as { percent?: number } | null)?.percent;
  return percent === undefined ? '-' : `${percent} %`;
}

function field(name: string): (row: Row) => string {
  return (row) => {
    const value = row[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '-';
  };
}
function when(row: Row): string {
  return ago(row['created_at'] as number);
}

async function logs(session: Session, [id = '']: string[], options: Options): Promise<void> {
  if (options['follow']) session.onDetach(`${id} goes on. Come back with: luthier logs -f ${id}`);
  for (let offset = 0; ;) {
    const job = options['follow'] ? await getJob(session, id) : null;
    const params = { path: { id }, query: { offset: String(offset) } };
    const { data, response } = await session.client.GET('/v1/jobs/{id}/logs', { params, parseAs: 'text' });
    const text = data ?? '';
    if (text) process.stdout.write(session.json ? `${jsonText({ offset, text })}\n` : clean(text));
    const next = Number(response.headers.get('x-next-offset') ?? offset + Buffer.byteLength(text));
    if (next === offset && (!job || isFinal(job.state))) return;
    if (next === offset) await sleep(POLL_MS, undefined, { signal: session.signal });
    offset = next;
  }
}
