import type { Command } from 'commander';
import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { ago, duration, size, table } from '../text.js';

type Quota = components['schemas']['Quota'];
type Limit = number | null | undefined;
/** What an option says; `keep`: nothing. */
type Wanted = Limit | 'keep';

/** What the project may use, and uses. */
export function addQuotaCommands(program: Command, host: Host): void {
  const quota = addGroup(program, 'quota', 'Quotas: what the project may use, and uses');
  addCommand(quota, host, {
    usage: 'show',
    about: 'Show limit, used and reserved compute, storage and concurrent jobs',
    examples: ['luthier quota show', 'luthier quota show --json'],
    run: async (session) => {
      const made = await answer(session.client.GET('/v1/quotas', {}));
      session.print(made, textOfQuota(made));
    },
  });
  addCommand(quota, host, {
    usage: 'set',
    about:
      'Set limits; what is not named stays. `none` lifts a limit, `default` goes back to that of the installation. Needs an admin',
    examples: ['luthier quota set --compute 100h --storage 50GiB --jobs 4', 'luthier quota set --jobs none'],
    options: [
      ['--compute <time>', 'of slots in a calendar month: 360000 (seconds), 90m, 100h'],
      ['--storage <bytes>', 'of files and artifacts: 1000000, 500MiB, 50GiB, 2TiB'],
      ['--jobs <count>', 'jobs that may run or be queued at once; others wait'],
    ],
    run: async (session, _args, options) => {
      const wanted = {
        compute_seconds: limitOf(options, 'compute', SECONDS),
        storage_bytes: limitOf(options, 'storage', BYTES),
        concurrent_jobs: limitOf(options, 'jobs', { '': 1 }),
      };
      if (Object.values(wanted).every((one) => one === 'keep'))
        throw new CliError('say which limit: --compute, --storage or --jobs', EXIT.usage);
      const now = await answer(session.client.GET('/v1/quotas', {}));
      const own = (name: keyof typeof wanted): Limit => {
        const to = wanted[name];
        if (to !== 'keep') return to;
        return now[name].source === 'project' ? now[name].limit : undefined;
      };
      const body = {
        compute_seconds: own('compute_seconds'),
        storage_bytes: own('storage_bytes'),
        concurrent_jobs: own('concurrent_jobs'),
      };
      const params = { header: { 'if-match': `"${now.revision}"` } };
      const made = await answer(session.client.PUT('/v1/quotas', { params, body }));
      session.print(made, textOfQuota(made));
    },
  });
}

const SECONDS = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
const BYTES = { '': 1, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 };

/** A whole number with a unit; null for none, undefined for the default of the installation. */
function limitOf(options: Options, name: string, units: Record<string, number>): Wanted {
  const text = textOf(options, name);
  if (text === undefined) return 'keep';
  if (text === 'none') return null;
  if (text === 'default') return undefined;
  const [, digits, unit = ''] = /^(\d{1,15})([A-Za-z]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  const value = factor === undefined ? NaN : Number(digits) * factor;
  if (Number.isSafeInteger(value)) return value;
  const known = Object.keys(units).filter(Boolean);
  const with_ = known.length > 0 ? ` with one of ${known.join(', ')}, or none` : '';
  throw new CliError(
    `--${name} is no whole number${with_}: ${text}`,
    EXIT.usage,
    `a number, none or default`,
  );
}

function textOfQuota(made: Quota): string {
  const row = (what: string, one: Quota['storage_bytes'], text: (value: number) => string) => [
    what,
    one.limit === null ? 'none' : text(one.limit),
    text(one.used),
    text(one.reserved),
    one.source,
  ];
  const count = (value: number) => String(value);
  const rows = [
    row('compute, this month', made.compute_seconds, duration),
    row('storage', made.storage_bytes, size),
    row('concurrent jobs', made.concurrent_jobs, count),
  ];
  const { waiting } = made.concurrent_jobs;
  const notes = [
    ...(waiting > 0 ? [`${waiting} jobs wait for a place`] : []),
    ...(made.updated_at ? [`set ${ago(made.updated_at)}`] : []),
  ];
  return [table(['WHAT', 'LIMIT', 'USED', 'RESERVED', 'FROM'], rows), ...notes].join('\n');
}
