import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { addCommand, addGroup, type Host } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { ago, line, size, table } from '../text.js';

type Target = components['schemas']['ComputeTarget'];
type Check = NonNullable<Target['check']>;
const POLL_MS = 1000;
/** The longest that a test of a target which answers may take, and some. */
const PATIENCE_MS = 15 * 60_000;

/** Where jobs run. */
export function addTargetCommands(program: Command, host: Host): void {
  const target = addGroup(
    program,
    'target',
    'Compute targets: where jobs run, and whether programs start there',
  );
  addCommand(target, host, {
    usage: 'ls',
    about: 'List the compute targets: how each is, what it has and what waits there',
    examples: ['luthier target ls', 'luthier target ls --json'],
    run: async (session) => {
      const list = await answer(session.client.GET('/v1/compute_targets', {}));
      const rows = list.data.map((one) => [
        one.name,
        one.state,
        machine(one),
        slots(one),
        queue(one),
        tested(one),
      ]);
      session.print(list, table(['NAME', 'STATE', 'HAS', 'SLOTS TAKEN', 'QUEUED', 'TEST'], rows));
    },
  });
  addCommand(target, host, {
    usage: 'show <name>',
    about: 'Show a compute target and its newest self-test',
    examples: ['luthier target show process'],
    run: async (session, [name = '']) => {
      const found = await read(session, name);
      session.print(found, textOfTarget(found));
    },
  });
  addCommand(target, host, {
    usage: 'check <name>',
    about:
      'Have the worker start a small program on a target; exits with 1 when the test failed. Needs a deployer or an admin',
    examples: ['luthier target check process --wait', 'luthier target check docker --wait --json'],
    options: [['--wait', 'until it is answered']],
    run: async (session, [name = ''], options) => {
      const asked = await answer(
        session.client.POST('/v1/compute_targets/{name}/check', { params: { path: { name } } }),
      );
      const now = options['wait'] === true ? await answered(session, asked) : asked;
      session.print(now, textOfTarget(now));
      if (now.check!.state === 'failed')
        throw new CliError(`the test of ${line(name)} failed: the steps say why`, EXIT.failed);
    },
  });
}

const read = (session: Session, name: string): Promise<Target> =>
  answer(session.client.GET('/v1/compute_targets/{name}', { params: { path: { name } } }));

async function answered(session: Session, asked: Target): Promise<Target> {
  const until = Date.now() + PATIENCE_MS;
  for (let now = asked; ; now = await read(session, asked.name)) {
    if (now.check!.answered_at !== null) return now;
    if (now.state === 'silent' || Date.now() > until)
      throw new CliError(
        `no worker answers: ${line(now.reason ?? 'the test is not through')} luthier target show ${line(now.name)} tells of it later`,
        EXIT.unavailable,
      );
    await sleep(POLL_MS, undefined, { signal: session.signal });
  }
}

const machine = ({ cpus, memory_mb: memory, gpus, gpu_memory_mb: each }: Target): string => {
  if (cpus === null || memory === null) return 'not known yet';
  const accelerators = gpus
    ? `, ${gpus} GPU${gpus === 1 ? '' : 's'}${each ? ` of ${size(each * 2 ** 20)}` : ''}`
    : '';
  return `${cpus} CPUs, ${size(memory * 2 ** 20)}${accelerators}`;
};
const slots = ({ slots: { taken, total } }: Target): string => `${taken} of ${total}`;
const queue = ({ queue: { jobs, oldest_queued_at: oldest } }: Target): string =>
  oldest === null ? String(jobs) : `${jobs}, oldest ${ago(oldest)}`;
const tested = ({ check }: Target): string => check?.state ?? 'never';

const MARKS: Record<Check['steps'][number]['state'], string> = {
  waiting: '·',
  running: '…',
  passed: '✓',
  failed: '✗',
  skipped: '-',
};

function textOfTarget(target: Target): string {
  const { name, state, reason, disk, environment, check } = target;
  const lines = [
    `${line(name)}: ${state}${target.default ? ' (default)' : ''}${reason === null ? '' : `: ${line(reason, 1000)}`}`,
    `has ${machine(target)}; slots taken ${slots(target)}; queued ${queue(target)}`,
    ...(disk ? [`disk ${size(disk.free_bytes)} of ${size(disk.total_bytes)} free`] : []),
    ...(environment
      ? [`environment ${environment.sha256}${environment.image ? ` image ${line(environment.image)}` : ''}`]
      : []),
    check
      ? `test ${check.state}, asked ${ago(check.asked_at)}`
      : `never tested: luthier target check ${line(name)} --wait`,
  ];
  for (const { name: step, state: of, seconds, message, cure } of check?.steps ?? []) {
    lines.push(
      `  ${MARKS[of]} ${step}${seconds === null ? '' : ` (${seconds} s)`}${message ? `: ${line(message, 2000)}` : ''}`,
    );
    if (cure) lines.push(`    ${line(cure, 1000)}`);
  }
  return lines.join('\n');
}
