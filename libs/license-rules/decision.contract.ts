import { z } from 'zod';
import {
  EDGE_TYPES,
  FILE_FLAGS,
  GATES,
  MODALITIES,
  NODE_KINDS,
  OBLIGATION_TYPES,
  PROFILES,
  PURPOSES,
  SURFACES,
  VERDICTS,
} from '#license-catalogue/vocabulary.js';

const licenseId = z.string().min(1).max(200);
const region = z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 code');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 in lower-case hex');
const count = z.number().int().nonnegative();
const surface = z.enum(SURFACES);

/**
 * A separate license that lifts one finding: `scope` is the finding's code (several: separated by commas or spaces). With `node`
 * it counts for that ancestor alone, and then also where no license was resolved.
 */
export const grant = z.strictObject({
  license_id: licenseId.nullable(),
  node: z.string().min(1).optional(),
  review: z.string().min(1).optional(),
  licensor: z.string().min(1),
  scope: z.string().min(1),
  expires: z.string(),
  document_sha256: sha256,
  reviewer: z.string().min(1),
});
export type Grant = z.infer<typeof grant>;

/** What reviewers approved: it lifts the needs-review finding of this code, license and node, and nothing else. */
export const reviewAnswer = z.strictObject({
  review: z.string().min(1),
  code: z.string().min(1),
  license_id: licenseId.nullable(),
  node: z.string().min(1),
  /** Members, by name. */
  reviewers: z.array(z.string().min(1)).min(1),
  /** When it stops counting, and when what serves because of it has to have ended. */
  expires: z.string(),
  serves_until: z.string(),
  conditions: z.string().nullable(),
  self_attested: z.boolean(),
  /** Of an answer that holds for all that is made of the node: the gate that it was given at. */
  given_at: z.enum(GATES).optional(),
});
export type ReviewAnswer = z.infer<typeof reviewAnswer>;

/**
 * The use profile: what a project declares about its use. Every field may be missing; a rule that needs a missing one answers
 * INPUT_MISSING:<field>, never "no".
 */
export const useProfile = z.strictObject({
  purpose: z.enum(PURPOSES).optional(),
  commercial: z.boolean().optional(),
  model_name: z.string().min(1).max(200).optional(),
  product_name: z.string().min(1).max(200).optional(),
  publish_license: licenseId.optional(),
  annual_revenue_usd: count.optional(),
  monthly_revenue_usd: count.optional(),
  runs_model_as_a_service: z.boolean().optional(),
  product_mau: count.optional(),
  all_products_mau_at: z.record(z.string(), count).optional(),
  domicile: region.optional(),
  regions_served: z.array(region).optional(),
  output_regions: z.array(region).optional(),
  fields: z
    .array(
      z.strictObject({
        tag: z.string().min(1),
        licensed_professional: z.boolean().optional(),
        human_in_loop: z.boolean().optional(),
        disclosed_as_ai: z.boolean().optional(),
      }),
    )
    .optional(),
  general_purpose: z.boolean().optional(),
  downstream_training: z
    .array(z.strictObject({ lineage: z.string().min(1), general_purpose: z.boolean().optional() }))
    .optional(),
  provider_terms_accepted: z.record(z.string(), z.union([z.boolean(), z.literal('unknown')])).optional(),
  grants: z.array(grant).optional(),
  attested_texts: z.array(licenseId).optional(),
  display_surfaces_available: z.array(surface).optional(),
  surfaces_shown: z.partialRecord(surface, z.array(z.string())).optional(),
  /** Figures that were declared, and that nobody has confirmed for too long: they count as missing. */
  unconfirmed_figures: z
    .array(z.enum(['annual_revenue_usd', 'monthly_revenue_usd', 'product_mau']))
    .optional(),
});
export type UseProfile = z.infer<typeof useProfile>;

/** A node of the lineage. `file_license_id` is what the LICENSE file resolves to by hash, null for no such file. */
export const lineageNode = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(NODE_KINDS),
  repo: z.string().optional(),
  revision: z.string().optional(),
  /** The newest revision the publisher offers; asked where the terms demand the newest snapshot. */
  newest_revision: z.string().optional(),
  license_version: z.string().optional(),
  declared_license: z.string().optional(),
  license_name: z.string().optional(),
  license_link: z.string().optional(),
  file_license_id: licenseId.nullish(),
  /** What the key strings of an unidentified LICENSE file suggest: it can contradict a tag, never replace a text. */
  file_hint_id: licenseId.nullish(),
  /** What is odd about that unidentified file. */
  file_flags: z.array(z.enum(FILE_FLAGS)).optional(),
  file_sha256: sha256.nullish(),
  /** Fingerprint of the text that was accepted when this node was registered. */
  accepted_file_sha256: sha256.nullish(),
  terminated: z.boolean().optional(),
  modality: z.enum(MODALITIES).optional(),
  declared_by: z.string().optional(),
  acceptance_proof: z.boolean().optional(),
});
export type LineageNode = z.infer<typeof lineageNode>;

export const lineageEdge = z.strictObject({ from: z.string(), to: z.string(), type: z.enum(EDGE_TYPES) });
export type LineageEdge = z.infer<typeof lineageEdge>;

export const lineageGraph = z.strictObject({
  nodes: z.array(lineageNode).max(20_000),
  edges: z.array(lineageEdge).max(100_000),
});
export type LineageGraph = z.infer<typeof lineageGraph>;

/** Body of "ask the gate" with everything given; the project's profile and the stored lineage fill what is left out. */
export const askGateBody = z.strictObject({
  gate: z.enum(GATES),
  profile: z.enum(PROFILES).default('conservative'),
  use: useProfile,
  graph: lineageGraph,
  subject: z.string().min(1),
  /** What reviewers approved, as a frozen decision has it among its inputs. */
  reviews: z.array(reviewAnswer).max(1000).optional(),
  /** Which fields of the use are the question's own, and stay when the project declares another. */
  own: z.array(z.string()).max(100).optional(),
  /** What a review of this question binds to, where that is not the subject. */
  reviewed: z.strictObject({ type: z.string().min(1), id: z.string().min(1) }).optional(),
  /** Whose word the surfaces rest on: kept with the question, and read by no rule. */
  attestations: z.array(z.looseObject({})).max(1000).optional(),
});
export type AskGateBody = z.infer<typeof askGateBody>;

export const findingView = z.object({
  code: z.string(),
  verdict: z.enum(VERDICTS),
  fixable: z.boolean(),
  license_id: z.string().nullable(),
  node: z.string(),
  /** Edges from the subject to the node, in words: `acme -finetuned-from-> base`. */
  path: z.array(z.string()),
  clause: z.string(),
  source_hash: z.string().nullable(),
  confidence: z.string(),
  remedy: z.string(),
});
export type Finding = z.infer<typeof findingView>;

/** A finding that somebody answered for: a grant by the hash of its document, a review by id, with who and until when. */
export const liftedView = findingView.extend({
  grant_sha256: z.string().optional(),
  review: z.string().optional(),
  reviewers: z.array(z.string()).optional(),
  expires: z.string().optional(),
  serves_until: z.string().optional(),
  conditions: z.string().nullish(),
  self_attested: z.boolean().optional(),
  given_at: z.enum(GATES).optional(),
});
export type LiftedFinding = z.infer<typeof liftedView>;

export const obligationView = z.object({
  type: z.enum(OBLIGATION_TYPES),
  license_id: z.string(),
  node: z.string(),
  text: z.string().optional(),
  surface: z.string(),
  level: z.enum(['required', 'recommended']),
  /** Where it was found to be met; absent: still to do. */
  satisfied_by: z.string().optional(),
  clause: z.string(),
});
export type Obligation = z.infer<typeof obligationView>;

export const decisionView = z.object({
  gate: z.enum(GATES),
  profile: z.enum(PROFILES),
  subject: z.string(),
  verdict: z.enum(VERDICTS),
  /** Only for deny: whether the requester can cure every denying finding. */
  fixable: z.boolean().nullable(),
  findings: z.array(findingView),
  obligations: z.array(obligationView),
  /** Findings that a recorded grant or an approved review lifted. */
  lifted: z.array(liftedView),
  /** Each node's declared and concluded licenses side by side. */
  resolved: z.array(
    z.object({
      node: z.string(),
      declared: z.string().nullable(),
      concluded: z.array(z.string()),
      by: z.string(),
      /** Of a declared expression with OR: what was chosen, as the kindest for this use. */
      chosen: z.string().optional(),
    }),
  ),
  /** The weakest knowledge of a license text that the answer rests on. */
  confidence: z.string(),
  catalogue_version: z.string(),
  disclaimer: z.string(),
});
export type Decision = z.infer<typeof decisionView>;
