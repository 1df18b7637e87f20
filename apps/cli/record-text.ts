import { date } from '#kernel/record-page.js';
import type { PromotionRecord, RecordFile } from '#kernel/promotion-record.js';
import { table } from './text.js';

/** The decision record as a person reads it at a terminal; the page has every digest and can be checked. */
export function recordText({ record, status }: RecordFile): string {
  const { model, promotion, decision } = record;
  const head = [
    `${model.name} version ${model.number}: ${decision.answer}`,
    `alias ${promotion.alias}, asked by ${promotion.requested_by} on ${date(promotion.requested_at)}; ${status.state}`,
    `decided as ${decision.id} at ${decision.gate}, confidence ${decision.confidence}`,
  ];
  const parts: [string, string[]][] = [
    ['What may we do?', usesOf(record)],
    ['What must we do?', dutiesOf(record)],
    ['Who said so?', approversOf(record)],
    ['On which text?', textsOf(record)],
    [
      'Until when?',
      [
        record.valid_until
          ? `until ${record.valid_until.expires}, when the ${record.valid_until.what} ends`
          : 'nothing that this rests on has an end of its own',
      ],
    ],
    ['What else was asked', gatesOf(record)],
  ];
  return [...head, ...parts.flatMap(([title, lines]) => ['', title, ...lines]), '', decision.disclaimer].join(
    '\n',
  );
}

function usesOf({ use, findings }: PromotionRecord): string[] {
  const declared = Object.entries(use)
    .filter(([name]) => !['grants', 'surfaces_shown'].includes(name))
    .map(
      ([name, value]) =>
        `  ${name.replaceAll('_', ' ')}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
  const against = findings.map(
    (one) => `  ${one.verdict} ${one.code}: ${one.what} ${one.why} What to do: ${one.remedy}`,
  );
  return [...declared, ...against];
}

const dutiesOf = ({ obligations }: PromotionRecord): string[] =>
  obligations.length === 0
    ? ['  nothing is owed for this use']
    : obligations.map((one) => {
        const state = one.satisfied_by === null ? `to do on ${one.surface}` : `met on ${one.satisfied_by}`;
        return `  ${one.what} ${one.license_id} ${one.clause}; ${state}`;
      });

function approversOf({ approvers, lifted }: PromotionRecord): string[] {
  const people = approvers.map(
    (one) => `  ${one.who}: ${one.what}, ${one.expires ? `until ${one.expires}` : 'without an end'}`,
  );
  const waived = lifted.map(
    (one) => `  lifted: ${one.code} on ${one.node} by ${one.review ?? `grant ${one.document_sha256}`}`,
  );
  return people.length + waived.length === 0 ? ['  no person had to decide'] : [...people, ...waived];
}

const textsOf = ({ texts }: PromotionRecord): string[] => [
  table(
    ['WHAT', 'DECLARES', 'LICENSE', 'KNOWN BY'],
    texts.map((one) => [
      one.repo ?? one.node,
      one.declared,
      one.concluded.map(({ id }) => id).join(', ') || 'none of its own',
      one.by,
    ]),
  ),
];

const gatesOf = ({ gates }: PromotionRecord): string[] => [
  table(
    ['GATE', 'ANSWER', 'WHY'],
    gates.map((one) => [one.name, one.status, one.reason]),
  ),
];
