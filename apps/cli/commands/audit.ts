import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { exportAudit, verifyExport } from '../audit-export.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';

/** Who did what: the record and its signed copies. */
export function addAuditCommands(program: Command, host: Host): void {
  const audit = addGroup(program, 'audit', 'The audit chain of the project');
  addCommand(audit, host, {
    usage: 'verify [export]',
    about:
      'Walk the whole hash chain on the service, or check a saved export without it, by the public key; exit 1 names what was changed or is missing',
    examples: ['luthier audit verify', 'luthier audit verify audit.jsonl --key signing-key.pub'],
    options: [['--key <pem>', 'public key of the service that made the export']],
    run: verify,
  });
  addCommand(audit, host, {
    usage: 'export',
    about: 'Save who did what, oldest first, as lines of JSON that end with a signature over all of them',
    examples: [
      'luthier audit export -o audit.jsonl',
      'luthier audit export --action promotion.approved --from 1200 -o promotions.jsonl',
    ],
    options: [
      ['-o, --out <file>', 'save it here; left out: print it, though not on a terminal'],
      new Option('--actor <id>', 'only what this key or person did; once for each').argParser(collect),
      new Option('--action <action>', 'only this, e.g. job.submitted; once for each').argParser(collect),
      new Option('--target <id>', 'only what was done to this; once for each').argParser(collect),
      ['--from <number>', 'number of the first event; left out: 1'],
      ['--to <number>', 'number of the last event; left out: the newest'],
    ],
    run: (session, _, options) => exportAudit(session, queryOf(options), textOf(options, 'out')),
  });
}

async function verify(session: Session, [file]: string[], options: Options): Promise<void> {
  const key = textOf(options, 'key');
  if (file !== undefined) {
    if (key !== undefined) return verifyExport(session, file, key);
    throw new CliError(
      'by which key?',
      EXIT.usage,
      "give the service's public key with --key: secrets/signing-key.pub in its data folder",
    );
  }
  if (key !== undefined)
    throw new CliError('--key is for a saved export', EXIT.usage, `luthier audit verify FILE --key ${key}`);
  const report = await answer(session.client.GET('/v1/audit_events/verify'));
  session.print(
    report,
    report.ok
      ? `whole: ${report.checked} events verified`
      : `broken at #${report.broken?.seq}: ${report.broken?.why}`,
  );
  if (!report.ok) throw new CliError('the audit chain is broken');
}

function queryOf(options: Options): string {
  const query = new URLSearchParams();
  const names = { actor: 'actor', action: 'action', target: 'target_id', from: 'from', to: 'to' };
  for (const [option, name] of Object.entries(names))
    for (const value of [options[option] ?? []].flat()) query.append(name, String(value));
  return query.size > 0 ? `?${query.toString()}` : '';
}

const collect = (value: string, before: unknown): string[] => [
  ...(Array.isArray(before) ? (before as string[]) : []),
  value,
];
