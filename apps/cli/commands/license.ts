import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { ask, explain, getDecision, type Question, questionOf, withUse } from '../decision.js';
import { decisionOf, explainTree } from '../explain-tree.js';
import { CliError, EXIT } from '../exits.js';
import { getJob } from '../follow.js';
import { readMapping } from '../read-text.js';
import { saveRecord, verifyRecord } from '../record.js';
import { addAttestCommands } from './attest.js';
import { addLicenseReviewCommands } from './review.js';
import type { Session } from '../session.js';
import { clean, table } from '../text.js';
import { isVersion } from '../versions.js';
import type { LicenseDecision } from '../views.js';

/** Licenses and decisions. */
export function addLicenseCommands(program: Command, host: Host): void {
  const license = addGroup(program, 'license', 'Licenses: what they demand, and what they say to your use');
  addCommand(license, host, {
    usage: 'show [id]',
    about: 'Show a license with its terms and clauses; without an id: search the catalogue',
    examples: ['luthier license show CC-BY-NC-4.0', 'luthier license show --search llama'],
    options: [['--search <text>', 'id or name holds this']],
    run: (session, [id], options) =>
      id ? showLicense(session, id) : searchLicenses(session, textOf(options, 'search')),
  });
  addCommand(license, host, {
    usage: 'ask [subject]',
    about:
      'Ask the gate: about the lineage of a job, promotion or decision, under its own use or another; stores nothing',
    examples: [
      'luthier license ask job_01k…',
      'luthier license ask prm_01k… --purpose publish-weights',
      'luthier license ask -f question.yaml',
    ],
    options: [
      ['-f, --file <path>', 'YAML or JSON of a whole question: gate, use, graph, subject'],
      new Option('--gate <gate>', 'another gate').choices(['G1', 'G2', 'G3', 'G4', 'G5']),
      ['--purpose <purpose>', 'another purpose, e.g. internal, saas-app, publish-weights'],
      new Option('--commercial <yes|no>', 'another commercial use').choices(['yes', 'no']),
    ],
    run: askCommand,
  });
  addCommand(license, host, {
    usage: 'check <base-model>',
    about:
      'Ask the publisher of an imported model whether its terms have changed since; exit 3 when they have',
    examples: ['luthier license check llama-3.2-1b'],
    run: checkTerms,
  });
  addCommand(license, host, {
    usage: 'record <promotion>',
    about:
      'Get the signed decision record of a promotion: may we, must we, who, on which text, until when; as text on a terminal, as one page in a file or pipe',
    examples: ['luthier license record prm_01k… -o record.html', 'luthier license record prm_01k… --json'],
    options: [['-o, --out <file>', 'save the page here']],
    run: (session, [id = ''], options) => saveRecord(session, id, textOf(options, 'out')),
  });
  addCommand(license, host, {
    usage: 'verify <record>',
    about:
      'Check a decision record, a saved page or JSON, without the service: every line is what was signed; exit 1 names what is not',
    examples: ['luthier license verify record.html --key signing-key.pub', 'luthier license verify prm_01k…'],
    options: [['--key <pem>', "public key of the one who should have signed; left out: the record's own"]],
    run: (session, [record = ''], options) => verifyRecord(session, record, textOf(options, 'key')),
  });
  addCommand(license, host, {
    usage: 'explain <subject>',
    about:
      'Print what an artifact, version or promotion comes from as a tree, with the clause that bites at each edge',
    examples: [
      'luthier license explain art_01k…',
      'luthier license explain ticket-bot@1',
      'luthier license explain prm_01k… --json',
    ],
    run: (session, [subject = '']) => explainTree(session, subject),
  });
  addCommand(license, host, {
    usage: 'confirm-use',
    about:
      'Confirm that the declared users and revenue still hold; figures that nobody confirms count as missing',
    examples: ['luthier license confirm-use'],
    run: async (session) => {
      const params = { path: { id: 'current' } };
      const project = await answer(session.client.POST('/v1/projects/{id}/confirm_use', { params }));
      const { figures_max_age_days: days } = project;
      session.print(project, `confirmed, for ${days} days: ${JSON.stringify(project.declared_use)}`);
    },
  });
  addLicenseReviewCommands(license, host);
  addAttestCommands(license, host);
  const decision = addGroup(program, 'decision', 'Frozen license decisions');
  addCommand(decision, host, {
    usage: 'explain <decision>',
    about: 'Say in plain sentences what was decided, why, under which clause, and what is owed',
    examples: ['luthier decision explain dec_01k…', 'luthier decision explain ticket-bot@1'],
    run: async (session, [id = '']) => {
      const frozen = await decisionOf(session, id);
      const { explanation } = await explain(session, frozen);
      session.print({ ...frozen, explanation }, explanation.join('\n'));
    },
  });
}

async function showLicense(session: Session, id: string): Promise<void> {
  const license = await answer(session.client.GET('/v1/licenses/{id}', { params: { path: { id } } }));
  const rows = termsOf((license['terms'] ?? {}) as Record<string, unknown>);
  session.print(license, `${license.id}: ${license.name}\n\n${table(['TERM', 'SAYS', 'CLAUSE'], rows)}`);
}

/** Every term that says something, one a row; nested ones go by their path. */
function termsOf(terms: Record<string, unknown>, path = ''): [string, string, string][] {
  return Object.entries(terms).flatMap(([name, term]): [string, string, string][] => {
    const at = path ? `${path}.${name}` : name;
    if (term === null || typeof term !== 'object' || (Array.isArray(term) && term.length === 0)) return [];
    if (Array.isArray(term)) return term.flatMap((one: unknown) => termsOf({ [name]: one }, path));
    const { clause, basis, ...says } = term as Record<string, unknown>;
    if (clause === undefined && basis === undefined) return termsOf(says, at);
    return [[at, Object.entries(says).map(said).join(', ') || '-', word(clause ?? basis)]];
  });
}

const said = ([name, value]: [string, unknown]): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return name === 'value' ? text : `${name} ${text}`;
};
const word = (value: unknown): string => (typeof value === 'string' ? value : '-');

async function searchLicenses(session: Session, q: string | undefined): Promise<void> {
  const page = await answer(session.client.GET('/v1/licenses', { params: { query: q ? { q } : {} } }));
  session.print(
    page,
    table(
      ['ID', 'NAME'],
      page.data.map((one) => [one.id, one.name]),
    ),
  );
}

async function askCommand(session: Session, [subject]: string[], options: Options): Promise<void> {
  const file = textOf(options, 'file');
  if (!file && !subject)
    throw new CliError('what about?', EXIT.usage, 'give a job, promotion or decision, or -f question.yaml');
  const question = file
    ? (readMapping(file) as unknown as Question)
    : questionOf(await askedOf(session, subject!));
  const [gate, purpose, commercial] = [
    textOf(options, 'gate'),
    textOf(options, 'purpose'),
    textOf(options, 'commercial'),
  ];
  const use = {
    ...(purpose ? { purpose } : {}),
    ...(commercial ? { commercial: commercial === 'yes' } : {}),
  };
  const isAnother = gate !== undefined || Object.keys(use).length > 0;
  const found = await ask(session, isAnother ? withUse(question, { gate, use }) : question);
  session.print(found, found.explanation.join('\n'));
  if (found.verdict === 'deny' || found.verdict === 'needs-review') process.exitCode = EXIT.policy;
}

async function checkTerms(session: Session, [id = '']: string[]): Promise<void> {
  const params = { path: { id } };
  const check = await answer(session.client.POST('/v1/base_models/{id}/license_checks', { params }));
  const changes = check.changes.map(
    ({ what, before, now, diff }) => `${what}: ${before ?? 'none'} -> ${now ?? 'none'}\n${clean(diff ?? '')}`,
  );
  const text = check.changed
    ? `The terms at ${check.revision} differ from those of the imported revision:\n${changes.join('\n')}\nDecision: ${check.decision ?? 'none'}`
    : `The terms at ${check.revision} are those of the imported revision.`;
  session.print(check, text);
  if (check.changed) process.exitCode = EXIT.policy;
}

async function askedOf(session: Session, subject: string): Promise<LicenseDecision> {
  if (subject.startsWith('dec_') || isVersion(subject)) return decisionOf(session, subject);
  const id = subject.startsWith('prm_')
    ? (await answer(session.client.GET('/v1/promotions/{id}', { params: { path: { id: subject } } })))
        .decision
    : (await getJob(session, subject)).decision;
  if (id) return getDecision(session, id);
  throw new CliError(
    `${subject} has no license decision`,
    EXIT.notFound,
    'a fine-tuning job and a promotion have one',
  );
}
