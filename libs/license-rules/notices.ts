import type { Catalogue } from '#license-catalogue/catalogue.js';
import type { Decision, Obligation, UseProfile } from './decision.contract.js';

export interface NoticeInput {
  name: string;
  base: { repo: string | null; name: string };
  /** Which licenses the decision resolved for the base: their texts are shipped. */
  decision: Decision;
  datasets: readonly { name: string; license: string; credit: string; url: string | null }[];
  /** What was changed, one sentence each: "Fine-tuned with LoRA on ...". */
  changes: readonly string[];
  /** NOTICE text that came with the base model; kept word for word. */
  inherited?: string;
  madeBy: string;
}

const BY_TEXT = new Set(['notice-file', 'display', 'publication-ack']);

/** The NOTICE file: the exact strings that licenses demand, what was changed, and the credit for the data. */
export function buildNotice(input: NoticeInput): string {
  const demanded = input.decision.obligations.flatMap(({ type, text }) =>
    BY_TEXT.has(type) && text ? [text] : [],
  );
  const parts = [
    `${input.name}\nBased on ${input.base.repo ?? input.base.name}. Made by ${input.madeBy}.`,
    block('Notices', [...new Set(demanded)]),
    block('Changes', input.changes),
    block(
      'Training data',
      input.datasets.map(
        ({ name, license, credit, url }) => `${name}, ${license}. ${credit}${url ? ` ${url}` : ''}`,
      ),
    ),
    block('Sources of the training data', [
      ...new Set(sourcesOf(input.decision).map(({ text = '' }) => text)),
    ]),
    block('Notices that came with the base model', input.inherited ? [input.inherited.trimEnd()] : []),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** What the decision asks to credit: data, the data behind it, and services that made rows of it. */
export const sourcesOf = (decision: Decision): Obligation[] =>
  decision.obligations.filter(({ type }) => type === 'attribution-record');

const block = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${title}\n${'-'.repeat(title.length)}\n${lines.join('\n')}`;

export interface LicenseFile {
  text: string;
  /** Ids whose full text is in the file. */
  shipped: readonly string[];
  /** Ids that are only named with a link, because their text is not at hand: the copy duty is not met for them. */
  linked: readonly string[];
}

/**
 * The LICENSE file: the full text of every license that must be shipped, one after the other. `texts` holds them by id (vendored,
 * or taken from the base model's own folder).
 */
export function buildLicense(
  decision: Decision,
  texts: ReadonlyMap<string, string>,
  catalogue: Catalogue,
): LicenseFile {
  const ids = [
    ...new Set(
      decision.obligations.filter(({ type }) => type === 'ship-license').map(({ license_id }) => license_id),
    ),
  ];
  const shipped = ids.filter((id) => texts.has(id));
  const linked = ids.filter((id) => !texts.has(id));
  const parts = [
    ...shipped.map((id) => texts.get(id)!.trimEnd()),
    ...linked.map(
      (id) => `${catalogue.byId.get(id)?.name ?? id}: ${catalogue.byId.get(id)?.url ?? 'text not at hand'}`,
    ),
  ];
  const text =
    parts.length > 0
      ? parts.join(`\n\n${'='.repeat(72)}\n\n`)
      : 'No license text has to be shipped with this version.';
  return { text: `${text}\n`, shipped, linked };
}

export interface ShippedFiles {
  license: LicenseFile;
  notice: string;
  card: string;
  changes: readonly string[];
  /** Node ids of the data that the card and the NOTICE credit. */
  credited: readonly string[];
}

/** What a registered version shows by itself, for the gate's `surfaces_shown`. Pages of the user's own are not among it. */
export function surfacesOf({
  license,
  notice,
  card,
  changes,
  credited,
}: ShippedFiles): NonNullable<UseProfile['surfaces_shown']> {
  return {
    'license-file': [...license.shipped],
    'notice-file': [notice],
    'change-notes': [...changes],
    'model-card': [card],
    'attribution-record': [...credited],
  };
}
