import {
  atLeast,
  find,
  inUse,
  isAttested,
  isHosted,
  missing,
  need,
  type Bound,
  type Case,
} from './decision-case.js';
import { isData } from './decision-lineage.js';
import { owe } from './decision-surfaces.js';
import { EU_MEMBERS, FIELD_IMPLIES } from '#license-catalogue/vocabulary.js';

/** The terms bind us: we hold a copy, a derivative, or the data we learned or measured from. Outputs are another matter (R5). */
const governs = (bound: Bound): boolean =>
  bound.derivative || bound.mode === 'trained-on' || bound.mode === 'reads';

/** G1: a gated repository needs proof that its terms were accepted. */
export function askGated(asked: Case, bound: Bound): void {
  const proof = bound.node.acceptance_proof;
  if (!bound.license.terms.gated.value || proof === true || bound.node.kind === 'hosted_service') return;
  const clause = bound.license.terms.gated.basis;
  if (proof === false)
    find(asked, 'GATED_ACCEPTANCE_MISSING', bound, {
      clause,
      remedy: 'accept the terms at the repository and record the proof',
    });
  else missing(asked, 'acceptance_proof', bound, clause);
}

/** G2: the territory that the terms leave out, asked of licensee, users and outputs unless end users are exempt. */
export function askTerritory(asked: Case, bound: Bound): void {
  const {
    excluded,
    applies_to_modalities: modalities,
    end_users_exempt: exempt,
    clause,
  } = bound.license.terms.geography;
  const reachesOutputs = bound.mode === 'outputs' && exempt !== true;
  if (!atLeast(asked, 'G2') || excluded.length === 0 || !(governs(bound) || reachesOutputs)) return;
  if (modalities && bound.node.modality === undefined) return missing(asked, 'modality', bound, clause);
  if (modalities && !modalities.includes(bound.node.modality!)) return;
  const domicile = need(asked, 'domicile', bound, clause);
  const served = exempt ? [] : need(asked, 'regions_served', bound, clause);
  const outputs = exempt ? [] : need(asked, 'output_regions', bound, clause);
  const places = [domicile ?? [], served ?? [], outputs ?? []].flat();
  const barred = [...new Set(places)]
    .filter((place) => excluded.some((region) => isWithin(place, region)))
    .sort();
  if (barred.length > 0)
    find(asked, 'TERRITORY_EXCLUDED', bound, {
      clause,
      remedy: `no rights for ${barred.join(', ')}: use another model or obtain a separate license`,
    });
}

const isWithin = (place: string, region: string): boolean =>
  place === region || (region === 'EU' && EU_MEMBERS.has(place));

/** G2: non-commercial and research-only terms against a commercial use. For data, training itself is the use (R6). */
export function askCommercial(asked: Case, bound: Bound): void {
  const { value, clause } = bound.license.terms.commercial_use;
  if (!atLeast(asked, 'G2') || !governs(bound) || value === 'allowed' || value === 'conditional') return;
  if (value === 'unknown') {
    const code = isData(bound.node) ? 'CONTENT_UNLICENSED' : 'CONFIDENCE_CAP';
    return find(asked, code, bound, {
      clause,
      remedy: 'a reviewer finds and attests the text that grants the rights',
    });
  }
  if (value === 'per-item') {
    if (!isAttested(asked, bound.license)) missing(asked, 'item_licenses', bound, clause);
    return;
  }
  const commercial = need(asked, 'commercial', bound, clause);
  if (!commercial) return;
  const softened =
    asked.profile === 'permissive-data' && (bound.mode === 'trained-on' || bound.mode === 'reads');
  find(asked, 'COMMERCIAL_PROHIBITED', bound, {
    clause,
    remedy:
      'replace it, or record a commercial grant of the licensor; two reviewers may waive with an uploaded grant',
    ...(softened ? { verdict: 'needs-review' as const } : {}),
  });
}

/** Commercial use that the licensor wants to hear of first: at G4 and G5 it must be on record, looked at or not. */
export function askRegistration(asked: Case, bound: Bound): void {
  const registration = bound.license.terms.registration;
  if (!registration || !atLeast(asked, 'G2') || !bound.derivative) return;
  const { clause, note, value } = registration;
  if (!need(asked, 'commercial', bound, clause)) return;
  const { id } = bound.license;
  owe(asked, bound, { type: 'register', level: 'required', clause, text: note ?? value, evidence: { id } });
  if (inUse(asked) && asked.use.surfaces_shown?.registration === undefined)
    find(asked, 'REGISTRATION_REQUIRED', bound, {
      clause,
      remedy: `register with the licensor (${note ?? value}) and record it`,
    });
}

/** G4, G5: declared fields of use, with the fields that they imply. */
export function askFields(asked: Case, bound: Bound): void {
  const { field_of_use: rows, output_use: output } = bound.license.terms;
  const throughOutputs = bound.mode === 'outputs' && output.value === 'aup-bound';
  const banned = rows.filter((row) => row.tag !== 'aup-unread');
  if (!inUse(asked) || banned.length === 0 || !(governs(bound) || throughOutputs)) return;
  const declared = need(asked, 'fields', bound, banned[0]!.clause) ?? [];
  const tags = new Set(declared.flatMap(({ tag }) => [tag, ...(FIELD_IMPLIES[tag] ?? [])]));
  for (const row of banned) {
    if (!tags.has(row.tag)) continue;
    const remedy =
      row.strength === 'prohibited'
        ? `the field "${row.tag}" is barred`
        : `a reviewer confirms the condition on "${row.tag}"`;
    find(asked, fieldCode(row.tag, row.strength), bound, { clause: row.clause, remedy });
  }
}

function fieldCode(tag: string, strength: 'prohibited' | 'conditional') {
  if (strength === 'conditional') return 'FIELD_OF_USE_CONDITIONAL';
  if (tag === 'production-use') return 'NON_PRODUCTION_ONLY';
  return tag === 'safety-circumvention' ? 'GUARDRAIL_BYPASS' : 'FIELD_OF_USE_PROHIBITED';
}

/** G4, G5: hosting for third parties. A model behind a feature and access to the model differ (saas-app, model-api). */
export function askHosting(asked: Case, bound: Bound): void {
  const { value, clause, note } = bound.license.terms.hosted_service;
  if (!inUse(asked) || !bound.derivative || isData(bound.node)) return;
  if (!asked.use.purpose && RESTRICTED.has(value)) return missing(asked, 'purpose', bound, clause);
  if (!isHosted(asked)) return;
  const barred =
    value === 'prohibited' ||
    (value === 'separate-licence-required' && asked.use.purpose === 'model-api') ||
    (value === 'non-commercial-only' && need(asked, 'commercial', bound, clause) === true);
  if (barred)
    find(asked, 'HOSTED_SERVICE_RESTRICTED', bound, {
      clause,
      remedy: `ask the licensor for permission to host${note ? ` (${note})` : ''}, or do not offer it as a service`,
    });
}

const RESTRICTED = new Set(['prohibited', 'separate-licence-required', 'non-commercial-only']);
