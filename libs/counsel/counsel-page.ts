import { code, date, html, section, table, word } from '#kernel/record-page.js';
import { PAGE_STYLE } from '#kernel/record-style.js';
import { type CounselFile, type CounselFinding, SETTLED } from './counsel-file.js';

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow, noarchive">
<title>${html(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;

/** One review for a reader without a key. No scripts, no links, nothing to fill in; what was quoted is text. */
export function counselPage(file: CounselFile): string {
  const title = `License review: ${file.question.model ?? file.question.asks}`;
  const parts = [
    header(file),
    found(file),
    use(file),
    lineage(file),
    grant(file),
    timeline(file),
    texts(file),
  ];
  return page(title, parts.filter(Boolean).join('\n'));
}

/** What stands where a link opens nothing. */
export const nothingPage = (sentence: string): string =>
  page(
    'Nothing is behind this link',
    `<header><p class="kicker">License review</p><h1>Nothing is behind this link</h1></header>
<p>${html(sentence)}</p>
<p>Whoever sent it to you can make a new one.</p>`,
  );

const STATES: Record<string, [tone: string, words: string]> = {
  open: ['open', 'Open: nobody has answered yet.'],
  approved: ['yes', 'Approved.'],
  waived: ['yes', "The denial is waived on the licensor's written grant."],
  rejected: ['no', 'Rejected.'],
  expired: ['no', 'The answer has expired.'],
  revoked: ['no', 'The answer was taken back.'],
  superseded: ['no', 'Superseded: something was changed, and the question is another one now.'],
};
const ELSEWHERE: (typeof STATES)[string] = [
  'yes',
  'Answered with another review, whose answer holds for this question too.',
];
const KNOWLEDGE: Record<string, string> = {
  'primary-text-read': 'its operative clauses were read',
  secondary: 'known from excerpts or from third parties',
  memory: 'the text was not at hand',
  declared: 'as the project declared it',
};
const VERDICTS: Record<string, string> = {
  'needs-review': 'The rules leave it open: a person has to judge.',
  deny: "The rules say no: only the licensor's grant can lift that.",
};

function header({ question: asked, ...file }: CounselFile): string {
  const isSettled = asked.state === 'superseded' && file.timeline.at(-1)?.what === SETTLED;
  const [tone, answer] = isSettled ? ELSEWHERE : (STATES[asked.state] ?? ['no', asked.state]);
  const left = asked.required_approvals - asked.approvals.length;
  const half = asked.state === 'open' && asked.approvals.length > 0;
  const words = half ? `Open: ${left} more reviewer(s) must answer.` : answer;
  const answered = asked.approvals.map((one) => `${one.name}${one.self_attested ? ' (self-attested)' : ''}`);
  const facts: [string, string][] = [
    ['Project', html(file.project)],
    ['Asked by', html(asked.requested_by.join(', ') || 'the system itself')],
    ['Asked on', date(asked.opened_at)],
    ['What the rules found', html(VERDICTS[asked.verdict] ?? asked.verdict)],
    [
      'Answers',
      `${answered.length} of ${asked.required_approvals}${answered.length > 0 ? `: ${html(answered.join(', '))}` : ''}`,
    ],
    ['Ends', asked.ends_at === null ? '—' : date(asked.ends_at)],
  ];
  const bound =
    asked.conditions === null ? '' : `\n<p>Bound to: <strong>${html(asked.conditions)}</strong></p>`;
  return `<header>
<p class="kicker">License review, for ${html(file.for)}</p>
<h1>${html(asked.model ?? 'License review')}</h1>
<p class="verdict ${tone}"><strong>${html(asked.asks)}</strong><br>${html(words)}</p>
<dl>${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>${bound}
<p class="note">As of ${date(file.as_of)}. This page is for reading alone and can be opened until ${date(file.link_expires_at)}. ${html(file.disclaimer)}</p>
</header>`;
}

function found({ findings }: CounselFile): string {
  const rows = findings.map((one) => [
    `<strong class="${one.verdict === 'deny' ? 'no' : 'open'}">${one.verdict === 'deny' ? 'denied' : 'to be judged'}</strong><br>${code(one.code)}`,
    `${html(one.what)}<br><small>${html(one.why)}</small>`,
    clause(one),
    html(one.remedy),
  ]);
  return section(
    'question',
    'What has to be judged?',
    table(
      'Each finding, with the clause it rests on',
      ['Finding', 'What and why', 'Clause', 'What would settle it'],
      rows,
    ),
  );
}

const clause = (one: CounselFinding): string =>
  `${one.clause ? `<blockquote>${html(one.clause)}</blockquote>` : 'no clause: '}<small>${html(
    one.license ?? 'no license was found',
  )}; knowledge of the text: ${html(KNOWLEDGE[one.confidence] ?? one.confidence)}</small>`;

function use({ use: declared }: CounselFile): string {
  const rows = Object.entries(declared).map(([name, value]) => [
    html(name.replaceAll('_', ' ')),
    word(value),
  ]);
  const lead =
    '<p>The question is about this use alone. Another use, another model name, license text or origin is another question.</p>';
  return section(
    'use',
    'For which use?',
    `${lead}\n${table('As the project declared it', ['Field', 'Declared'], rows)}`,
  );
}

function lineage({ lineage: nodes }: CounselFile): string {
  const rows = nodes.map((one) => [
    `${html(one.name)}${one.revision === null ? '' : `<br><small>revision ${html(one.revision)}</small>`}`,
    one.comes_from.map(html).join('<br>') || '—',
    html(one.declared ?? 'nothing'),
    `${one.concluded.map(html).join('<br>') || 'none of its own'}${
      one.known_by === null || one.known_by === 'none'
        ? ''
        : `<br><small>known by: ${html(one.known_by)}</small>`
    }`,
    one.file_sha256 === null ? '—' : code(one.file_sha256),
  ]);
  return section(
    'lineage',
    'What did it come from?',
    table(
      'Everything that it was made of',
      ['What', 'Comes from', 'Declares', 'License concluded', 'License file (sha256)'],
      rows,
    ),
  );
}

function grant({ grant: given }: CounselFile): string {
  if (given === null) return '';
  return section(
    'grant',
    "The licensor's grant",
    table(
      'The document is not part of this page; ask for it by its hash',
      ['Document', 'sha256', 'Licensor', 'Covers', 'Until'],
      [
        [
          html(given.document),
          code(given.sha256),
          html(given.licensor),
          given.scope.map(code).join('<br>'),
          date(given.expires_at),
        ],
      ],
    ),
  );
}

function timeline({ timeline: events }: CounselFile): string {
  const rows = events.map((one) => [
    date(one.at),
    html(one.who),
    html(one.what.replaceAll('_', ' ')),
    one.words === null ? '' : `<blockquote>${html(one.words)}</blockquote>`,
  ]);
  return section(
    'timeline',
    'What has happened?',
    table('The timeline', ['When', 'Who', 'What', 'Words'], rows),
  );
}

function texts({ texts: licenses }: CounselFile): string {
  if (licenses.length === 0) return '';
  const parts = licenses.map(({ id, name, url, text }) => {
    const where = url === null ? '' : ` <small>published at ${html(url)}</small>`;
    const body =
      text === null
        ? '<p class="note">The text itself is not kept here.</p>'
        : `<details><summary>The text, as it is kept here</summary><pre>${html(text)}</pre></details>`;
    return `<p><strong>${html(name)}</strong> ${code(id)}${where}</p>\n${body}`;
  });
  return section('texts', 'The licenses themselves', parts.join('\n'));
}
