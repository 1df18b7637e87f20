import { PAGE_STYLE } from './record-style.js';
import type { PromotionRecord, RecordFile } from './promotion-record.js';

// what could turn text around or hide it: every control, the bidi marks and the zero-width characters
const UNSEEN = /(?![\t\n])\p{Cc}|[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu;
const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of a stranger with every unseen character written out; tab and line feed stay. */
export const seen = (text: string): string =>
  text.replace(UNSEEN, (mark) => `⟨U+${mark.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`);

/** Text of a stranger for HTML: nothing in it is markup, and nothing in it is unseen. */
export function html(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return seen(text).replace(/[&<>"']/g, (mark) => ENTITIES[mark]!);
}

/** The whole page, a pure function of the file: whoever has the file can make the page again and compare. No scripts. */
export function recordPage(file: RecordFile): string {
  const { record } = file;
  const title = `${record.model.name} version ${record.model.number}: license decision record`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
${header(file)}
${mayWe(record)}
${mustWe(record)}
${whoSaidSo(record)}
${onWhichText(record)}
${untilWhen(record)}
${whatElse(record)}
${proof(file)}
</main>
</body>
</html>
`;
}

export const date = (unix: number): string =>
  `${new Date(unix * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
export const code = (value: unknown): string => `<code>${html(value)}</code>`;
const mono = (value: string | null): string => (value === null ? '—' : code(value));
export const section = (id: string, title: string, body: string): string =>
  `<section aria-labelledby="${id}">\n<h2 id="${id}">${html(title)}</h2>\n${body}\n</section>`;

/** Cells are HTML already. */
export function table(caption: string, headings: string[], rows: string[][]): string {
  const head = headings.map((one) => `<th scope="col">${html(one)}</th>`).join('');
  const body = rows
    .map(
      ([first = '', ...rest]) =>
        `<tr><th scope="row">${first}</th>${rest.map((one) => `<td>${one}</td>`).join('')}</tr>`,
    )
    .join('\n');
  return `<div class="wide"><table>\n<caption>${html(caption)}</caption>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table></div>`;
}

const TONE: Record<string, string> = {
  allow: 'yes',
  'allow-with-obligations': 'yes',
  'needs-review': 'open',
  deny: 'no',
};

function header({ record, status }: RecordFile): string {
  const { model, promotion, decision } = record;
  const facts: [string, string][] = [
    ['Model', `${html(model.name)}, version ${model.number} ${code(model.openai_id)}`],
    ['Asked for', `alias ${code(promotion.alias)}, promotion ${code(promotion.id)}`],
    ['Asked by', `${html(promotion.requested_by)}, ${date(promotion.requested_at)}`],
    [
      'Valid until',
      record.valid_until === null
        ? 'no end of its own'
        : `<strong>${html(record.valid_until.expires)}</strong>`,
    ],
    [
      'State',
      `${html(status.state)}${status.finished_at === null ? '' : ` since ${date(status.finished_at)}`} <small>(as of ${date(status.as_of)}; not signed)</small>`,
    ],
  ];
  return `<header>
<p class="kicker">License decision record</p>
<h1>${html(model.name)} <span>version ${model.number}</span></h1>
<p class="verdict ${TONE[decision.verdict] ?? 'no'}"><strong>${html(decision.answer)}</strong></p>
<dl>${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>
<p class="note">${html(decision.disclaimer)} Confidence in the license texts: <strong>${html(decision.confidence)}</strong>.</p>
</header>`;
}

function mayWe({ use, decision, findings }: PromotionRecord): string {
  const passes = decision.verdict === 'allow' || decision.verdict === 'allow-with-obligations';
  const lead = passes
    ? 'Serve this version for the use below, which is what was declared and decided on. Another use is another question.'
    : 'Nothing yet: the use below was asked for and does not pass. What stands against it follows.';
  const rows = Object.entries(use)
    .filter(([name]) => !['grants', 'surfaces_shown'].includes(name))
    .map(([name, value]) => [html(name.replaceAll('_', ' ')), word(value)]);
  const against = findings.map((one) => [
    `${html(one.verdict)}<br>${code(one.code)}`,
    `${html(one.what)} ${html(one.why)}`,
    html(one.clause || '—'),
    html(one.remedy),
  ]);
  return section(
    'may',
    'What may we do?',
    `<p>${lead}</p>\n${table('The declared use', ['Field', 'Declared'], rows)}${
      against.length === 0
        ? ''
        : `\n${table('What was found', ['Finding', 'Why', 'Clause', 'What to do'], against)}`
    }`,
  );
}

export function word(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(word).join(', ');
  if (value !== null && typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => `${html(name.replaceAll('_', ' '))}: ${word(one)}`)
      .join(', ');
  return html(value);
}

function mustWe({ obligations }: PromotionRecord): string {
  if (obligations.length === 0)
    return section('must', 'What must we do?', '<p>Nothing is owed for this use.</p>');
  const rows = obligations.map((one) => [
    `${html(one.what)}${one.text === null ? '' : `<blockquote>${html(one.text)}</blockquote>`}`,
    html(one.level),
    `${html(one.license_id)}, ${html(one.clause)}<br><small>for ${html(one.node)}</small>`,
    one.satisfied_by === null
      ? `<strong class="open">to do</strong>, on ${html(one.surface)}`
      : `<span class="yes">met</span> on ${html(one.satisfied_by)}`,
  ]);
  const left = obligations.filter((one) => one.level === 'required' && one.satisfied_by === null).length;
  const lead =
    left === 0
      ? 'Every required obligation was met when this was signed.'
      : `${left} required obligation(s) are still to do.`;
  return section(
    'must',
    'What must we do?',
    `<p>${lead}</p>\n${table('Obligations', ['Obligation', 'Level', 'License and clause', 'State'], rows)}`,
  );
}

function whoSaidSo({ approvers, decision, promotion, lifted }: PromotionRecord): string {
  const rows = approvers.map((one) => [
    html(one.who),
    html(one.what),
    mono(one.document_sha256),
    html(one.expires ?? 'no end'),
  ]);
  const people =
    rows.length === 0
      ? '<p>No person had to decide: no finding asked for a review, and none was waived.</p>'
      : table('Approvers', ['Who', 'What they answered', 'Document (sha256)', 'Until'], rows);
  const waived =
    lifted.length === 0
      ? ''
      : `\n${table(
          'Findings that a grant or a review lifted',
          ['Finding', 'License and clause', 'On', 'Review, or grant (sha256)'],
          lifted.map((one) => [
            code(one.code),
            `${html(one.license_id ?? '—')}, ${html(one.clause)}`,
            html(one.node),
            code(one.review ?? one.document_sha256 ?? '—'),
          ]),
        )}`;
  return section(
    'who',
    'Who said so?',
    `<p>Decision ${code(decision.id)} at gate ${html(decision.gate)} under the ${html(decision.profile)} profile, by the rules and catalogue
${code(decision.catalogue_version)}, asked for by ${html(promotion.requested_by)} on ${date(promotion.requested_at)}.</p>\n${people}${waived}`,
  );
}

function onWhichText({ texts }: PromotionRecord): string {
  const rows = texts.map((one) => [
    `${html(one.node)}<br><small>${html(one.kind)}${one.repo === null ? '' : `, ${html(one.repo)}`}${
      one.revision === null ? '' : ` at ${html(one.revision)}`
    }</small>`,
    html(one.declared ?? 'nothing'),
    one.concluded.map((license) => `${html(license.name)} ${code(license.id)}`).join('<br>') ||
      'none of its own',
    html(one.by),
    one.concluded.map((license) => html(license.confidence)).join('<br>') || '—',
    one.file_sha256 === null
      ? one.concluded.map((license) => html(license.url ?? '—')).join('<br>') || '—'
      : code(one.file_sha256),
  ]);
  return section(
    'text',
    'On which text?',
    table(
      'Everything that the model came from',
      ['What', 'Declares', 'License concluded', 'Known by', 'Confidence', 'Text (sha256 or address)'],
      rows,
    ),
  );
}

function untilWhen({ valid_until, approvers }: PromotionRecord): string {
  const end =
    valid_until === null
      ? 'Nothing that this rests on has an end of its own.'
      : `Until <strong>${html(valid_until.expires)}</strong>, when the ${html(valid_until.what)} ends${
          approvers.length > 1 ? ' as the first' : ''
        }. From then on the model is not served.`;
  return section(
    'until',
    'Until when?',
    `<p>${end}</p>\n<p>It is about the bytes below and the use above alone: it says nothing any more once the use, the model's name, a license
text or the lineage is another.</p>`,
  );
}

function whatElse({ gates, evaluations, artifacts }: PromotionRecord): string {
  const asked = gates.map((one) => [
    html(one.name),
    html(one.status),
    `${html(one.reason)}${one.fix === null ? '' : ` ${html(one.fix)}`}`,
  ]);
  const measured = evaluations.map((one) => [
    html(one.name),
    code(one.subject),
    html(one.score ?? '—'),
    html(one.rows ?? '—'),
    code(one.dataset_version),
  ]);
  const signed = artifacts.map((one) => [
    html(one.role),
    code(one.id),
    code(one.sha256),
    one.signed ? 'verified' : 'not verified',
  ]);
  const parts = [
    table('Gates', ['Gate', 'Answer', 'Why'], asked),
    measured.length === 0 ? '' : table('Measurements', ['Evaluation', 'Of', 'Score', 'Rows', 'On'], measured),
    table(
      'Artifacts, each with its digest; the first is what is served',
      ['Role', 'Artifact', 'sha256', 'Signature and bytes'],
      signed,
    ),
  ];
  return section('else', 'What else was asked', parts.filter(Boolean).join('\n'));
}

function proof(file: RecordFile): string {
  return section(
    'proof',
    'How to check this page',
    `<p>Signed with the key ${code(file.key_id)}. Save the page and run, with the public key from the one who signed:</p>
<pre>luthier license verify record.html --key signing-key.pub</pre>
<p>It needs no network: it holds every line above against the signed statement below.</p>
<details><summary>The signed statements and the public key</summary>
<pre id="record-file">${html(asciiJson(file))}</pre></details>`,
  );
}

/** Unseen characters as JSON's own escapes, so that they can be read back. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value, null, 1).replace(UNSEEN, (mark) =>
    [...mark].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  );

const FILE = /<pre id="record-file">([^<]*)<\/pre>/;
const CHARACTERS: Record<string, string> = Object.fromEntries(
  Object.entries(ENTITIES).map(([mark, name]) => [name, mark]),
);

/** The file that a page was made from; null where it holds none. */
export function recordInPage(page: string): RecordFile | null {
  const text = FILE.exec(page)?.[1];
  if (text === undefined) return null;
  const json = text.replace(/&(?:amp|lt|gt|quot|#39);/g, (name) => CHARACTERS[name]!);
  try {
    return JSON.parse(json) as RecordFile;
  } catch {
    return null;
  }
}
