import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { thingsIn } from '../license-things.js';
import { pageOf, pageOptions, sayMore } from '../pages.js';
import { bytesOf } from '../read-text.js';
import { reviewRows, reviewText } from '../review-text.js';
import type { Session } from '../session.js';
import { number } from '../training-options.js';
import { table } from '../text.js';
import type { Review, ReviewLink } from '../views.js';

const STATES = ['open', 'approved', 'rejected', 'waived', 'expired', 'revoked', 'superseded'] as const;
const LIMIT = 100;
const COMMENT: [string, string] = ['--comment <text>', 'a word for the timeline'];
const EXPIRES: [string, string] = ['--expires <date>', 'YYYY-MM-DD; twelve months from now when left out'];
const HELD = ['question', 'lineage'] as const;
const HOLDS_FOR = new Option(
  '--holds-for <what>',
  'lineage: which license the model or data has is answered for all that is made of it, at every gate, while the declared use stays the same',
)
  .choices(HELD)
  .default('question');
const REVISION: [string, string] = [
  '--revision <n>',
  'the revision that you have read; left out: the one that is there now',
];

/** License reviews: what waits, what it asks, and the answers. */
export function addReviewCommands(program: Command, host: Host): void {
  const review = addGroup(program, 'review', 'License reviews: questions that a person answers');
  addCommand(review, host, {
    usage: 'ls',
    about: 'List reviews, the oldest first; without --state: the open ones',
    examples: ['luthier review ls', 'luthier review ls --state approved --json'],
    options: [
      new Option('--state <state>', 'reviews in this state').choices(STATES).default('open'),
      new Option('--severity <severity>', 'of this severity').choices(['needs-review', 'deny']),
      ['--subject <id>', 'about this artifact or training'],
      ...pageOptions(LIMIT),
    ],
    run: listReviews,
  });
  addCommand(review, host, {
    usage: 'show <id>',
    about: 'Show what a review asks, what is built on it, and its timeline',
    examples: ['luthier review show rev_01k…'],
    run: async (session, [id = '']) => show(session, await read(session, id)),
  });
  addAnswerCommands(review, 'review', host);
  addCommand(review, host, {
    usage: 'revoke <id>',
    about: 'Take an answer back: what serves because of it ends',
    examples: ['luthier review revoke rev_01k… --reason "the licensor changed the policy" --deadline 3600'],
    options: [
      new Option('--reason <text>', 'why').makeOptionMandatory(),
      ['--deadline <seconds>', 'how long what rests on it goes on serving; 0 when left out'],
      REVISION,
    ],
    run: async (session, [id = ''], options) => {
      const params = await at(session, id, options);
      const body = {
        reason: textOf(options, 'reason')!,
        deadline_seconds: number(options, 'deadline') ?? 0,
      };
      await showAnswered(
        session,
        await answer(session.client.POST('/v1/reviews/{id}/revoke', { params, body })),
      );
    },
  });
  addCommand(review, host, {
    usage: 'comment <id> <text...>',
    about: 'Write into the timeline of a review',
    examples: ['luthier review comment rev_01k… "we serve employees alone"'],
    run: async (session, [id = '', ...words]) => {
      const call = { params: { path: { id } }, body: { text: words.join(' ') } };
      await showAnswered(session, await answer(session.client.POST('/v1/reviews/{id}/comment', call)));
    },
  });
  addLinkCommands(review, host);
}

/** The answers, as `luthier review …` and as `luthier license …`. */
function addAnswerCommands(parent: Command, name: 'review' | 'license', host: Host): void {
  addCommand(parent, host, {
    usage: 'approve <id>',
    about: 'Approve it; refused to whoever asked',
    examples: [
      `luthier ${name} approve rev_01k… --comment "read the policy" --conditions "no medical advice"`,
      `luthier ${name} approve rev_01k… --comment "our own tickets" --holds-for lineage`,
    ],
    options: [
      COMMENT,
      ['--conditions <text>', 'what the approval is bound to'],
      HOLDS_FOR,
      EXPIRES,
      REVISION,
    ],
    run: async (session, [id = ''], options) => {
      const body = {
        ...given('comment', options),
        ...given('conditions', options),
        holds_for: options['holdsFor'] as (typeof HELD)[number],
        ...expiresAt(options),
      };
      const params = await at(session, id, options);
      await showAnswered(
        session,
        await answer(session.client.POST('/v1/reviews/{id}/approve', { params, body })),
      );
    },
  });
  addCommand(parent, host, {
    usage: 'reject <id>',
    about: 'Reject it',
    examples: [`luthier ${name} reject rev_01k… --comment "the policy bars our use"`],
    options: [new Option('--comment <text>', 'why').makeOptionMandatory(), REVISION],
    run: async (session, [id = ''], options) => {
      const params = await at(session, id, options);
      const body = { comment: textOf(options, 'comment')! };
      await showAnswered(
        session,
        await answer(session.client.POST('/v1/reviews/{id}/reject', { params, body })),
      );
    },
  });
  addCommand(parent, host, {
    usage: 'waive <id>',
    about:
      "Waive a denial on the licensor's grant: the first of two reviewers uploads it, the second names its hash",
    examples: [
      `luthier ${name} waive rev_01k… --grant grant.pdf --licensor "Acme" --scope COMMERCIAL_PROHIBITED --expires 2027-06-30`,
      `luthier ${name} waive rev_01k… --sha256 3f1c…`,
    ],
    options: [
      ['--grant <file>', 'the document, at most 2 MiB'],
      ['--sha256 <hash>', 'of the document; made from --grant when left out'],
      ['--licensor <name>', 'who grants it'],
      ['--scope <codes>', 'finding codes it covers, separated by commas'],
      ['--expires <date>', 'when the grant ends, YYYY-MM-DD'],
      COMMENT,
      REVISION,
    ],
    run: waive,
  });
}

/** `luthier license review` and the answers, for who looks for them there. */
export function addLicenseReviewCommands(license: Command, host: Host): void {
  addCommand(license, host, {
    usage: 'review [id]',
    about: 'Show a license review; without an id: list the open ones',
    examples: ['luthier license review', 'luthier license review rev_01k…'],
    options: pageOptions(LIMIT),
    run: async (session, [id], options) =>
      id ? show(session, await read(session, id)) : listReviews(session, [], { ...options, state: 'open' }),
  });
  addAnswerCommands(license, 'license', host);
}

function addLinkCommands(review: Command, host: Host): void {
  addCommand(review, host, {
    usage: 'link <id>',
    about: 'Make a read-only link to this one review for somebody without a key, and print it, this once',
    examples: [
      'luthier review link rev_01k… --for "Jane Counsel"',
      'luthier review link rev_01k… --for Jane --days 3',
    ],
    options: [
      new Option('--for <name>', 'who gets it').makeOptionMandatory(),
      ['--days <n>', 'how long it opens; 14 when left out, at most 90'],
    ],
    run: async (session, [id = ''], options) => {
      const days = number(options, 'days');
      const body = {
        for: textOf(options, 'for')!,
        ...(days === undefined ? {} : { expires_in_seconds: Math.round(days * 86_400) }),
      };
      const link = await answer(
        session.client.POST('/v1/reviews/{id}/links', { params: { path: { id } }, body }),
      );
      const url = new URL(link.url ?? '', session.baseUrl).href;
      session.print({ ...link, url }, url);
    },
  });
  addCommand(review, host, {
    usage: 'links [id]',
    about: 'List the read-only links, of one review or of all, with how often each was opened',
    examples: ['luthier review links', 'luthier review links rev_01k…'],
    options: pageOptions(LIMIT),
    run: async (session, [id], options) => {
      const query = { ...pageOf(options, LIMIT), ...(id ? { review: id } : {}) };
      const found = await answer(session.client.GET('/v1/review_links', { params: { query } }));
      const rows = found.data.map((one) => [one.id, one.review, one.for, one.opened, linkState(one)]);
      session.print(found, table(['ID', 'REVIEW', 'FOR', 'OPENED', 'STATE'], rows));
      sayMore(session, found);
    },
  });
  addCommand(review, host, {
    usage: 'unlink <id>',
    about: 'Revoke a read-only link at once',
    examples: ['luthier review unlink rvl_01k…'],
    run: async (session, [id = '']) => {
      const done = await answer(session.client.DELETE('/v1/review_links/{id}', { params: { path: { id } } }));
      session.print(done, `${id} revoked`);
    },
  });
}

function linkState({ revoked_at, expires_at }: ReviewLink): string {
  if (revoked_at !== null) return 'revoked';
  return expires_at * 1000 > Date.now()
    ? `until ${new Date(expires_at * 1000).toISOString().slice(0, 10)}`
    : 'over';
}

async function listReviews(session: Session, _args: string[], options: Options): Promise<void> {
  const query = {
    ...(given('state', options) as { state?: (typeof STATES)[number] }),
    ...(given('severity', options) as { severity?: Review['severity'] }),
    ...given('subject', options),
    ...pageOf(options, LIMIT),
  };
  const page = await answer(session.client.GET('/v1/reviews', { params: { query } }));
  session.print(page, reviewRows(page.data));
  sayMore(session, page);
  const next = page.data[0];
  if (next) session.say(`read one: luthier review show ${next.id}`);
  else if (textOf(options, 'after') !== undefined) session.say('no review behind that one');
  else session.say(`no review is ${textOf(options, 'state') ?? 'there'}`);
}

async function waive(session: Session, [id = '']: string[], options: Options): Promise<void> {
  const file = textOf(options, 'grant');
  const document = file === undefined ? undefined : bytesOf(file);
  const sha256 =
    textOf(options, 'sha256') ?? (document && createHash('sha256').update(document).digest('hex'));
  if (sha256 === undefined)
    throw new CliError('which grant?', EXIT.usage, 'give --grant FILE, or --sha256 as the second reviewer');
  const scope = textOf(options, 'scope');
  const body = {
    sha256,
    ...(file && document ? { document: document.toString('base64'), document_name: basename(file) } : {}),
    ...given('licensor', options),
    ...(scope ? { scope: scope.split(',').map((code) => code.trim()) } : {}),
    ...expiresAt(options),
    ...given('comment', options),
  };
  const params = await at(session, id, options);
  await showAnswered(session, await answer(session.client.POST('/v1/reviews/{id}/waive', { params, body })));
}

const read = (session: Session, id: string): Promise<Review> =>
  answer(session.client.GET('/v1/reviews/{id}', { params: { path: { id } } }));

async function show(session: Session, review: Review, things = thingsIn): Promise<void> {
  session.print(review, session.json ? '' : reviewText(review, await things(session, review)));
}

/** What was answered is stored by then: where the names of it cannot be told, the ids do. */
const showAnswered = (session: Session, review: Review): Promise<void> =>
  show(session, review, () =>
    thingsIn(session, review).catch((error: unknown) => {
      if (session.signal.aborted) throw error;
      return new Map();
    }),
  );

/** Path and If-Match: a script that shows a review to a person names the revision that was shown. */
async function at(session: Session, id: string, options: Options) {
  const revision = textOf(options, 'revision') ?? String((await read(session, id)).revision);
  return { path: { id }, header: { 'if-match': `"${revision}"` } };
}

function given<K extends string>(name: K, options: Options): { [key in K]?: string } {
  const value = textOf(options, name);
  return (value === undefined ? {} : { [name]: value }) as { [key in K]?: string };
}

function expiresAt(options: Options): { expires_at?: number } {
  const date = textOf(options, 'expires');
  if (date === undefined) return {};
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T23:59:59Z`) : NaN;
  if (Number.isNaN(ms)) throw new CliError(`'${date}' is no date`, EXIT.usage, 'write it as YYYY-MM-DD');
  return { expires_at: Math.floor(ms / 1000) };
}
