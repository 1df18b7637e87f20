import { copyLeaves, distributes, isHosted, madeAvailable, type Bound, type Case } from './decision-case.js';
import { isData } from './decision-lineage.js';
import { owe, type Duty } from './decision-surfaces.js';
import { measure } from './decision-thresholds.js';
import type { LicenseTerms } from '#license-catalogue/license-entry.js';

/** All duties of one bound license (decision.md §4 R3, R4, R6, R7). Names are asked in decision-names. */
export function askDuties(asked: Case, bound: Bound): void {
  if (bound.mode === 'trained-on') return oweForData(asked, bound);
  if (bound.mode === 'reads') return; // what is measured on data shows nothing of them to anybody
  if (!bound.derivative) return oweForOutputs(asked, bound);
  oweCopies(asked, bound);
  oweTermsForUsers(asked, bound);
  oweDisplay(asked, bound);
  oweSpecial(asked, bound);
}

type Flagged = { required: boolean; clause?: string } | undefined;

/** License text, notices, change marks. What a clause asks "in copies" is only recommended where an adapter holds none (R3). */
function oweCopies(asked: Case, bound: Bound): void {
  const { ship_licence_copy, notice_file, mark_changed_files, retain_notices, documentation_parity } =
    redistributionOf(bound);
  const given = distributes(asked, bound) ? 'required' : 'recommended';
  const inCopies = bound.mode === 'adapts' ? 'recommended' : given;
  const owed = (duty: Flagged, rest: Pick<Duty, 'type' | 'level' | 'evidence'>) => {
    if (duty?.required) owe(asked, bound, { ...rest, clause: duty.clause });
  };
  owed(ship_licence_copy, { type: 'ship-license', level: given, evidence: { id: bound.license.id } });
  if (notice_file) {
    const waived = !copyLeaves(asked) && /not for hosted service/i.test(notice_file.clause ?? '');
    const text = noticeText(bound);
    owe(asked, bound, {
      type: 'notice-file',
      level: waived ? 'recommended' : inCopies,
      text,
      clause: notice_file.clause,
      evidence: { texts: [text] },
    });
  }
  if (bound.derived)
    owed(mark_changed_files, { type: 'state-changes', level: inCopies, evidence: 'anything' });
  owed(retain_notices, { type: 'retain-notices', level: inCopies, evidence: 'anything' });
  owed(documentation_parity, { type: 'documentation-parity', level: given, evidence: 'anything' });
}

const redistributionOf = (bound: Bound): LicenseTerms['redistribution'] => bound.license.terms.redistribution;

/** The exact string; a dated variant of the text has its own. */
function noticeText({ license, node }: Bound): string {
  const variant = license.variants.find((row) => row.version === node.license_version);
  return variant?.notice_text ?? license.terms.redistribution.notice_file!.text;
}

/** Use restrictions and acceptable use policies that recipients and users must be bound to. */
function oweTermsForUsers(asked: Case, bound: Bound): void {
  const { pass_through_use_restrictions: pass, aup_bind_users: bind } = redistributionOf(bound);
  const policy = bound.license.terms.acceptable_use_policy;
  const evidence = { id: bound.license.id };
  if (pass?.required)
    owe(asked, bound, {
      type: 'pass-through-terms',
      level: distributes(asked, bound) || (isHosted(asked) && bind?.required) ? 'required' : 'recommended',
      clause: pass.clause,
      evidence,
    });
  if (isData(bound.node) || !madeAvailable(asked) || !(bind?.required || policy?.incorporated)) return;
  owe(asked, bound, {
    type: 'aup-bind-users',
    level: 'required',
    clause: bind?.clause ?? policy?.clause,
    evidence,
  });
}

function oweDisplay(asked: Case, bound: Bound): void {
  const {
    display_text: fixed,
    encouraged_display: encouraged,
    conditional_display: conditional,
    display_text_if: some,
  } = redistributionOf(bound);
  const level = madeAvailable(asked) ? 'required' : 'recommended';
  // A duty that binds trained models, or names the derivative work, does not bind the unchanged model.
  const onlyChanged =
    bound.license.terms.output_use.value === 'allowed-with-display' || fixed?.text.startsWith('[name');
  if (fixed && madeAvailable(asked) && (bound.derived || !onlyChanged)) oweText(asked, bound, fixed, level);
  if (encouraged && madeAvailable(asked)) oweText(asked, bound, encouraged, 'recommended');
  if (some && madeAvailable(asked) && bound.node.modality === 'multimodal')
    oweText(asked, bound, some, level);
  const limits = bound.license.terms.thresholds.filter((limit) => limit.effect === 'display-required');
  if (
    conditional &&
    madeAvailable(asked) &&
    limits.some((limit) => measure(asked, bound, limit) === 'crossed')
  )
    oweText(asked, bound, conditional, 'required');
}

interface DisplayText {
  text: string;
  alternatives?: string[];
  where?: string;
  clause?: string;
}

function oweText(asked: Case, bound: Bound, display: DisplayText, level: Duty['level']): void {
  const onInterface = /user interface/i.test(`${display.where ?? ''} ${display.clause ?? ''}`);
  owe(asked, bound, {
    type: 'display',
    level,
    clause: display.clause,
    text: filledIn(display.text, asked, bound),
    evidence: { texts: [display.text, ...(display.alternatives ?? [])] },
    ...(onInterface ? { only: ['product-ui'] as const } : {}),
  });
}

const filledIn = (text: string, asked: Case, bound: Bound): string =>
  text
    .replace(/\[name of [^\]]*\]/, asked.use.model_name ?? '[name of the model]')
    .replace('DATABASE NAME', bound.node.repo ?? bound.node.id);

/** Duties that few licenses have. */
function oweSpecial(asked: Case, bound: Bound): void {
  const r = redistributionOf(bound);
  const available = madeAvailable(asked) ? 'required' : 'recommended';
  const networked = bound.license.terms.hosted_service.value === 'source-offer-required' && isHosted(asked);
  const offered = copyLeaves(asked) || networked ? 'required' : 'recommended';
  if (r.source_offer?.required)
    owe(asked, bound, {
      type: 'source-offer',
      level: offered,
      clause: r.source_offer.clause,
      evidence: { texts: ['source'] },
    });
  if (r.content_filter_duty?.required)
    owe(asked, bound, {
      type: 'content-filter',
      level: available,
      clause: r.content_filter_duty.clause,
      evidence: 'anything',
    });
  if (r.ai_disclosure?.required)
    owe(asked, bound, {
      type: 'ai-disclosure',
      level: available,
      clause: r.ai_disclosure.clause,
      evidence: { texts: ['AI', 'machine-generated'] },
    });
  if (r.required_statement?.required && copyLeaves(asked))
    oweText(
      asked,
      bound,
      { text: r.required_statement.note, clause: r.required_statement.clause },
      'required',
    );
  if (r.warranty_disclaimer?.required && copyLeaves(asked))
    owe(asked, bound, {
      type: 'warranty-disclaimer',
      level: 'required',
      clause: r.warranty_disclaimer.clause,
      evidence: 'anything',
    });
  const credit = r.publication_acknowledgement ?? r.publication_attribution;
  if (credit) {
    const text = 'text' in credit && credit.text ? credit.text : undefined;
    const level = (asked.use.purpose ?? 'research') === 'research' ? 'required' : 'recommended';
    owe(asked, bound, {
      type: 'publication-ack',
      level,
      clause: credit.clause,
      text,
      evidence: text ? { texts: [text] } : 'anything',
    });
  }
}

/** Data that a model learned from: credit where the terms ask for notices, unless they free models in words (R6, R7). */
function oweForData(asked: Case, bound: Bound): void {
  const { trained_model_effect: effect, auto_update: update } = bound.license.terms;
  const r = redistributionOf(bound);
  if (effect?.value === 'contested' && r.retain_notices?.required)
    oweAttribution(asked, bound, r.retain_notices.clause);
  if (r.produced_work_notice?.required && madeAvailable(asked))
    oweText(asked, bound, r.produced_work_notice, 'recommended');
  if (update?.value.includes('snapshot-duty'))
    owe(asked, bound, {
      type: 'keep-dataset-current',
      level: 'required',
      clause: update.clause,
      evidence: 'anything',
    });
}

/** Outputs of a model: only a display that binds the student (R5). */
function oweForOutputs(asked: Case, bound: Bound): void {
  const { display_text: fixed, display_text_if: some } = redistributionOf(bound);
  if (bound.mode !== 'outputs' || !madeAvailable(asked)) return;
  if (fixed && bound.license.terms.output_use.value === 'allowed-with-display')
    oweText(asked, bound, fixed, 'required');
  if (some && bound.node.modality === 'multimodal') oweText(asked, bound, some, 'required');
}

/** Keep the source of this data on record, with a link on the card. */
export function oweAttribution(asked: Case, bound: Bound, clause: string | undefined): void {
  const source = bound.node.repo ?? bound.node.id;
  owe(asked, bound, {
    type: 'attribution-record',
    level: 'required',
    text: `${source}, ${bound.license.name}`,
    clause,
    evidence: { id: bound.node.id },
  });
}
