import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, addGroup, type Host } from '../command.js';
import { getJob } from '../follow.js';
import { jobText, whyText } from '../job-text.js';
import { systemText } from '../system-text.js';
import { reasonsFor } from '../waiting.js';
import { watch } from '../watch.js';
import { addLogsCommand } from './logs.js';
import { addLsCommand, addLsOf } from './ls.js';
import { addQuantizeCommand } from './quantize.js';

export function addJobCommands(program: Command, host: Host): void {
  addLsCommand(program, host);
  addCommand(program, host, {
    usage: 'watch <id>',
    about: 'Follow a job or pipeline to its end; exit 0 succeeded, 1 failed, 130 cancelled',
    examples: ['luthier watch job_01k…', 'luthier watch pipe_01k…'],
    run: (session, [id = '']) => watch(session, id),
  });
  addQuantizeCommand(program, host);
  addLogsCommand(program, host);
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
  addPauseCommands(
    addGroup(program, 'job', 'List and show jobs, say why one ended, pause it and let it go on'),
    host,
  );
}

function addPauseCommands(job: Command, host: Host): void {
  addLsOf('jobs', job, host);
  addCommand(job, host, {
    usage: 'show <job>',
    about: 'Show a job: state, progress, what it left, and why it ended',
    examples: ['luthier job show job_01k…', 'luthier job show job_01k… --json'],
    run: async (session, [id = '']) => {
      const row = await getJob(session, id);
      const why = session.json ? undefined : (await reasonsFor(session, [row])).get(row.id);
      session.print(row, [jobText(row), ...(why ? [why] : [])].join('\n'));
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
