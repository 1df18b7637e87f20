/** The closed words of a license decision. `data/cases.yaml` explains each of them. */
export const DISCLAIMER = 'Engineering rules, not legal advice.';

export const VERDICTS = ['allow', 'allow-with-obligations', 'needs-review', 'deny'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** G1 register a base model or dataset, G2 train, G3 register an artifact, G4 publish, G5 promote to serving. */
export const GATES = ['G1', 'G2', 'G3', 'G4', 'G5'] as const;
export type Gate = (typeof GATES)[number];

export const PROFILES = ['conservative', 'permissive-data'] as const;
export type Profile = (typeof PROFILES)[number];

export const PURPOSES = [
  'research',
  'internal',
  'saas-app',
  'model-api',
  'embedded-product',
  'publish-weights',
  'publish-adapter',
  'publish-dataset',
] as const;
export type Purpose = (typeof PURPOSES)[number];

export const NODE_KINDS = [
  'base_model',
  'finetuned',
  'adapter',
  'merged',
  'quantized',
  'dataset',
  'generated_data',
  'hosted_service',
  'deployment',
] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

/** What the Hub calls the relation of each kind to its base model. */
export const HUB_RELATION = {
  adapter: 'adapter',
  finetuned: 'finetune',
  merged: 'merge',
  quantized: 'quantized',
} as const satisfies Partial<Record<NodeKind, string>>;

/** From the younger node to the older. */
export const EDGE_TYPES = [
  'finetuned-from',
  'adapter-of',
  'merged-from',
  'quantized-from',
  'distilled-from',
  'trained-on',
  'evaluated-on',
  'calibrated-on',
  'preference-data-from',
  'data-generated-by',
  'derived-from',
] as const;
export type EdgeType = (typeof EDGE_TYPES)[number];

export const MODALITIES = ['text', 'image', 'audio', 'video', 'multimodal'] as const;

export const SURFACES = [
  'license-file',
  'notice-file',
  'change-notes',
  'model-card',
  'documentation',
  'website',
  'product-ui',
  'terms-of-service',
  'attribution-record',
  'registration',
] as const;
export type Surface = (typeof SURFACES)[number];

export const OBLIGATION_TYPES = [
  'ship-license',
  'notice-file',
  'display',
  'name-prefix',
  'state-changes',
  'retain-notices',
  'pass-through-terms',
  'source-offer',
  'register',
  'attribution-record',
  'publication-ack',
  'content-filter',
  'documentation-parity',
  'aup-bind-users',
  'keep-dataset-current',
  'ai-disclosure',
  'warranty-disclaimer',
] as const;
export type ObligationType = (typeof OBLIGATION_TYPES)[number];

/** What is odd about a license file that no fingerprint identifies. */
export const FILE_FLAGS = [
  'too_long',
  'not_text',
  'hidden_characters',
  'mixed_scripts',
  'limiting_words',
] as const;
export type FileFlag = (typeof FILE_FLAGS)[number];

/** Finding codes: [default verdict, fixable by the requester]. INPUT_MISSING is written `INPUT_MISSING:<field>`. */
export const FINDING_CODES = {
  INPUT_MISSING: ['needs-review', true],
  LICENSE_UNKNOWN: ['deny', false],
  LICENSE_AMBIGUOUS: ['needs-review', false],
  TAG_CONFLICT: ['needs-review', false],
  LICENSE_CHANGED: ['needs-review', false],
  LICENSE_TERMINATED: ['deny', false],
  GATED_ACCEPTANCE_MISSING: ['deny', true],
  CONFIDENCE_CAP: ['needs-review', false],
  AUP_UNREAD: ['needs-review', false],
  TERRITORY_EXCLUDED: ['deny', false],
  COMMERCIAL_PROHIBITED: ['deny', false],
  NON_PRODUCTION_ONLY: ['deny', false],
  THRESHOLD_EXCEEDED: ['deny', false],
  THRESHOLD_NEAR: ['allow', false],
  REGISTRATION_REQUIRED: ['deny', true],
  FIELD_OF_USE_PROHIBITED: ['deny', false],
  FIELD_OF_USE_CONDITIONAL: ['needs-review', false],
  GUARDRAIL_BYPASS: ['deny', false],
  HOSTED_SERVICE_RESTRICTED: ['deny', false],
  OUTPUT_USE_PROHIBITED: ['deny', false],
  OUTPUT_USE_CONDITIONAL: ['needs-review', false],
  PROVIDER_TERMS: ['needs-review', false],
  CONTENT_UNLICENSED: ['needs-review', false],
  DATA_PURPOSE_LIMIT: ['deny', false],
  DATASET_STALE: ['deny', true],
  NO_DERIVATIVES: ['deny', false],
  COPYLEFT_UNSETTLED: ['needs-review', false],
  LICENSE_CONFLICT: ['deny', false],
  NAME_CONFLICT: ['deny', false],
  NAME_PREFIX_MISSING: ['deny', true],
  DISPLAY_MISSING: ['deny', true],
  LICENSE_COPY_MISSING: ['deny', true],
  NOTICE_MISSING: ['deny', true],
  CHANGES_NOT_STATED: ['deny', true],
  PASS_THROUGH_MISSING: ['deny', true],
  DOCUMENTATION_PARITY: ['deny', true],
  OBLIGATION_UNMET: ['deny', true],
} as const satisfies Record<string, readonly [Verdict, boolean]>;
export type FindingCode = keyof typeof FINDING_CODES;

/** A declared field of use is also tested against clauses on these tags. */
export const FIELD_IMPLIES: Readonly<Record<string, readonly string[]>> = {
  'medical-advice-and-interpretation': ['unlicensed-professional-practice'],
  'high-stakes-automated-decision': ['automated-decision-rights-affecting'],
};

/** Member states of the European Union, ISO 3166-1 alpha-2 (2026). */
export const EU_MEMBERS: ReadonlySet<string> = new Set(
  'AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);
