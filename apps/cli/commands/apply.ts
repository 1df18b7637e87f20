import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Option } from 'commander';
import { addCommand, type Host, type Options } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { followJob, followPipeline, progressText } from '../follow.js';
import {
  assertNoneFailed,
  carryOut,
  type Outcome,
  outcomeText,
  planApply,
  refusals,
  rehearsed,
} from '../manifests/apply.js';
import { manifestsOf } from '../manifests/read-files.js';
import { manifestSchema, type OpenApi } from '../manifests/schema.js';
import { REUSE_OPTION } from '../reuse.js';
import type { Session } from '../session.js';
import { isFinal } from '../views.js';
import { brokenJob, brokenPipeline } from '../watch.js';

const collect = (value: string, before: unknown): string[] => [
  ...((before as string[] | undefined) ?? []),
  value,
];

export function addApplyCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'apply',
    about:
      'Make what files declare: datasets, jobs and pipelines; the same file again makes nothing. Nothing is made unless every document passes the checks of the service; exit 3 where a license forbids one',
    examples: [
      'luthier apply -f job.yaml --dry-run',
      'luthier apply -f data.yaml -f train.yaml --wait',
      'luthier apply -f declarations/ --json',
      'luthier apply --schema > luthier.schema.json',
    ],
    options: [
      new Option(
        '-f, --file <path>',
        'YAML or JSON file, folder of them, or - for stdin; may be given again',
      ).argParser(collect),
      ['--dry-run', 'say what would be made, what it would come to and what the licenses say; make nothing'],
      ['--retry', 'submit again what failed or was cancelled'],
      REUSE_OPTION,
      ['--wait', 'return when everything declared has ended; exit 1 where something failed'],
      ['--schema', 'print the JSON Schema of the documents, for editors'],
    ],
    run: apply,
  });
}

async function apply(session: Session, _args: string[], options: Options): Promise<void> {
  if (options['schema']) {
    const path = new URL('../../../../openapi.json', import.meta.url);
    const schema = manifestSchema(JSON.parse(readFileSync(path, 'utf8')) as OpenApi);
    return session.print(schema, JSON.stringify(schema, null, 2));
  }
  const files = options['file'];
  if (!Array.isArray(files))
    throw new CliError('what is to be applied?', EXIT.usage, 'give -f FILE, a folder, or - for stdin');
  const plan = await planApply(session, await manifestsOf(files));
  try {
    const forbidden = refusals(plan);
    if (options['dryRun'] || forbidden.length > 0) {
      print(session, rehearsed(plan), { dry_run: true });
      if (forbidden.length > 0) throw new CliError(forbidden.join('\n'), EXIT.policy);
      return;
    }
    const made = await carryOut(session, plan, { retry: options['retry'] === true, options });
    if (!options['wait']) {
      print(session, made, {});
      return assertNoneFailed(made);
    }
    await waited(session, made);
  } finally {
    for (const one of plan.datasets) one.remove();
  }
}

function print(session: Session, documents: readonly Outcome[], more: object): void {
  session.print({ object: 'apply', ...more, documents }, documents.map(outcomeText).join('\n'));
}

async function waited(session: Session, made: readonly Outcome[]): Promise<void> {
  const ended: Outcome[] = [];
  let broken: CliError | null = null;
  for (const one of made) {
    if (one.kind === 'Dataset' || one.id === null) {
      ended.push(one);
      continue;
    }
    if (!isFinal(one.state ?? '')) session.say(outcomeText(one));
    const { state, fault, ...more } = await endOf(session, one.id, one.kind);
    ended.push({ ...one, state, ...more });
    broken ??= state === 'cancelled' ? new CliError(`${one.id} was cancelled`, EXIT.interrupted) : fault;
  }
  print(session, ended, {});
  if (broken) throw broken;
}

async function endOf(session: Session, id: string, kind: Outcome['kind']) {
  const say = (text: string) => session.say(`  ${text}`);
  if (kind === 'Job') {
    const job = await followJob(session, id, (event) => say(progressText(event)));
    return { state: job.state, fault: job.state === 'failed' ? brokenJob(job) : null };
  }
  const pipeline = await followPipeline(session, id, {
    onJob: (job, name) => say(`${name}: ${job.state}`),
  });
  const fault = pipeline.state === 'failed' ? brokenPipeline(pipeline, id) : null;
  return { state: pipeline.state, fault, model_version: pipeline.model_version };
}
