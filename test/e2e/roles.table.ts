/**
 * Who may call what: one line for every operation, written by hand. The columns are viewer, engineer, reviewer, deployer, admin
 * and a service account with the role admin; then the scope that a key which is narrowed down needs. `open` wants no key.
 * A new operation, or another right of an old one, turns test/e2e/roles.e2e.ts red until it stands here.
 */
export const TABLE: Readonly<Record<string, string>> = {
  // access
  auth_callback: 'open',
  auth_cli: 'open',
  auth_login: 'open',
  auth_logout: 'open',
  auth_me: 'open',
  auth_methods: 'open',
  auth_session_create: 'open',
  invitations_create: '- - - - a -  access:write',
  invitations_list: '- - - - a s  access:read',
  invitations_withdraw: '- - - - a -  access:write',
  login_links_create: 'v e r d a -  access:write',
  oidc_token_exchange: 'open',
  oidc_trusts_create: '- - - - a -  access:write',
  oidc_trusts_list: '- - - - a s  access:read',
  oidc_trusts_remove: '- - - - a -  access:write',

  // artifacts
  artifacts_attestation: 'v e r d a s  artifacts:read',
  artifacts_content: 'v e r d a s  artifacts:read',
  artifacts_get: 'v e r d a s  artifacts:read',
  artifacts_list: 'v e r d a s  artifacts:read',
  artifacts_manifest: 'v e r d a s  artifacts:read',
  artifacts_publish_decision: '- e - d a s  artifacts:write',
  objects_content: 'open',

  // attestations
  attestations_create: '- - r d a -  attestations:write',
  attestations_list: 'v e r d a s  attestations:read',
  attestations_revoke: '- - r d a s  attestations:write',

  // audit
  audit_events_export: 'v e r d a s  audit:read',
  audit_events_list: 'v e r d a s  audit:read',
  audit_events_verify: '- - r - a s  audit:read',

  // base_models
  base_models_chat_template: 'v e r d a s  base_models:read',
  base_models_check_license: '- e r - a s  base_models:write',
  base_models_declare: '- e - - a s  base_models:write',
  base_models_get: 'v e r d a s  base_models:read',
  base_models_import: '- e - d a s  base_models:write',
  base_models_license_checks: 'v e r d a s  base_models:read',
  base_models_limits: 'v e r d a s  base_models:read',
  base_models_list: 'v e r d a s  base_models:read',
  base_models_obligations: 'v e r d a s  base_models:read',

  // chat
  chat_completions_create: 'v e r d a s  chat:write',

  // compute_targets
  compute_targets_check: '- - - d a s  compute_targets:write',
  compute_targets_get: 'v e r d a s  compute_targets:read',
  compute_targets_list: 'v e r d a s  compute_targets:read',

  // datasets
  dataset_versions_create: '- e - - a s  datasets:write',
  dataset_versions_diff: 'v e r d a s  datasets:read',
  dataset_versions_get: 'v e r d a s  datasets:read',
  dataset_versions_list: 'v e r d a s  datasets:read',
  dataset_versions_preview: 'v e r d a s  datasets:read',
  dataset_versions_report: 'v e r d a s  datasets:read',
  datasets_create: '- e - - a s  datasets:write',
  datasets_get: 'v e r d a s  datasets:read',
  datasets_import: '- e - - a s  datasets:write',
  datasets_list: 'v e r d a s  datasets:read',

  // deployments
  deployments_get: 'v e r d a s  deployments:read',
  deployments_health: 'v e r d a s  deployments:read',
  deployments_list: 'v e r d a s  deployments:read',
  deployments_traffic: 'v e r d a s  deployments:read',
  deployments_usage: 'v e r d a s  deployments:read',

  // estimates
  estimates_calibration: 'v e r d a s  estimates:read',
  estimates_create: '- e - d a s  estimates:write',

  // evaluations
  evaluations_answers: 'v e r d a s  evaluations:read',
  evaluations_compare: 'v e r d a s  evaluations:read',
  evaluations_get: 'v e r d a s  evaluations:read',
  evaluations_parity: 'v e r d a s  evaluations:read',
  evaluations_contamination: 'v e r d a s  evaluations:read',
  evaluations_list: 'v e r d a s  evaluations:read',

  // judgements
  judgements_cancel: '- e - d a s  judgements:write',
  judgements_create: '- e - d a s  judgements:write',
  judgements_get: 'v e r d a s  judgements:read',
  judgements_list: 'v e r d a s  judgements:read',
  judgements_rows: 'v e r d a s  judgements:read',

  // files
  files_content: 'v e r d a s  files:read',
  files_create: '- e - - a s  files:write',
  files_delete: '- e - - a s  files:write',
  files_get: 'v e r d a s  files:read',
  files_list: 'v e r d a s  files:read',
  files_report: 'v e r d a s  files:read',

  // fine_tuning
  fine_tuning_jobs_cancel: '- e - d a s  fine_tuning:write',
  fine_tuning_jobs_checkpoints: 'v e r d a s  fine_tuning:read',
  fine_tuning_jobs_create: '- e - d a s  fine_tuning:write',
  fine_tuning_jobs_events: 'v e r d a s  fine_tuning:read',
  fine_tuning_jobs_get: 'v e r d a s  fine_tuning:read',
  fine_tuning_jobs_list: 'v e r d a s  fine_tuning:read',
  fine_tuning_jobs_pause: '- e - d a s  fine_tuning:write',
  fine_tuning_jobs_resume: '- e - d a s  fine_tuning:write',

  // health
  livez: 'open',
  metrics: 'open',
  readyz: 'open',

  // hub
  hub_model_info: 'v e r d a s  hub:read',
  hub_resolve: 'v e r d a s  hub:read',
  hub_revision_info: 'v e r d a s  hub:read',
  hub_subtree: 'v e r d a s  hub:read',
  hub_tree: 'v e r d a s  hub:read',
  hub_validate_yaml: 'open',

  // integrations
  integrations_wandb_delete: '- - - - a s  integrations:write',
  integrations_wandb_get: 'v e r d a s  integrations:read',
  integrations_wandb_put: '- - - - a s  integrations:write',

  // recipes
  recipes_get: 'v e r d a s  recipes:read',
  recipes_list: 'v e r d a s  recipes:read',

  // jobs
  artifacts_reproduce: '- e - d a s  jobs:write',
  jobs_usage: 'v e r d a s  jobs:read',
  jobs_attempts: 'v e r d a s  jobs:read',
  jobs_cancel: '- e - d a s  jobs:write',
  jobs_create: '- e - d a s  jobs:write',
  jobs_events: 'v e r d a s  jobs:read',
  jobs_events_stream: 'v e r d a s  jobs:read',
  jobs_get: 'v e r d a s  jobs:read',
  jobs_integrations: 'v e r d a s  jobs:read',
  jobs_integrations_add: '- e - d a s  jobs:write',
  jobs_list: 'v e r d a s  jobs:read',
  jobs_logs: 'v e r d a s  jobs:read',
  jobs_metrics: 'v e r d a s  jobs:read',
  jobs_samples: 'v e r d a s  jobs:read',
  jobs_pause: '- e - d a s  jobs:write',
  jobs_reproduction: 'v e r d a s  jobs:read',
  jobs_resume: '- e - d a s  jobs:write',

  // licenses
  license_decisions_get: 'v e r d a s  licenses:read',
  license_decisions_list: 'v e r d a s  licenses:read',
  license_overrides_add: '- - - - a -  licenses:write',
  license_overrides_get: 'v e r d a s  licenses:read',
  license_overrides_list: 'v e r d a s  licenses:read',
  license_reevaluations_list: 'v e r d a s  licenses:read',
  licenses_add: '- - - - a -  licenses:write',
  licenses_ask: 'v e r d a s  licenses:write',
  licenses_get: 'v e r d a s  licenses:read',
  licenses_list: 'v e r d a s  licenses:read',

  // lineage
  artifacts_lineage: 'v e r d a s  lineage:read',
  lineage_get: 'v e r d a s  lineage:read',

  // models
  models_delete: '- - - d a s  models:write',
  models_get: 'v e r d a s  models:read',
  models_list: 'v e r d a s  models:read',

  // operations
  operations_cancel: '- e - - a s  operations:write',
  operations_get: 'v e r d a s  operations:read',
  operations_list: 'v e r d a s  operations:read',

  // pipelines
  pipelines_cancel: '- e - d a s  pipelines:write',
  pipelines_create: '- e - d a s  pipelines:write',
  pipelines_get: 'v e r d a s  pipelines:read',
  pipelines_list: 'v e r d a s  pipelines:read',

  // projects
  api_keys_create: '- - - - a s  projects:write',
  api_keys_list: '- - - - a s  projects:read',
  api_keys_revoke: '- - - - a s  projects:write',
  api_keys_rotate: 'v e r d a s  projects:write',
  api_keys_rotate_by_id: '- - - - a s  projects:write',
  mails_list: '- - - - a s  projects:read',
  members_create: '- - - - a -  projects:write',
  members_list: 'v e r d a s  projects:read',
  members_remove: '- - - - a -  projects:write',
  members_update: 'v e r d a -  projects:write',
  projects_confirm_use: '- - - - a -  projects:write',
  projects_create: '- - - - a -  projects:write',
  projects_get: 'v e r d a s  projects:read',
  projects_list: 'v e r d a s  projects:read',
  projects_update: '- - - - a -  projects:write',

  // promotions
  promotions_create: '- - - d a s  promotions:write',
  promotions_get: 'v e r d a s  promotions:read',
  promotions_list: 'v e r d a s  promotions:read',
  promotions_record: 'v e r d a s  promotions:read',
  promotions_rollback: '- - - d a s  promotions:write',
  promotions_try_policies: 'v e r d a s  promotions:write',

  // quotas
  quotas_get: 'v e r d a s  quotas:read',
  quotas_set: '- - - - a s  quotas:write',

  // recalls
  recalls_create: '- - r d a s  recalls:write',
  recalls_get: 'v e r d a s  recalls:read',
  recalls_list: 'v e r d a s  recalls:read',
  recalls_release: '- - - - a -  recalls:write',

  // registered_models
  model_versions_bom: 'v e r d a s  registered_models:read',
  model_versions_card: 'v e r d a s  registered_models:read',
  model_versions_forms: 'v e r d a s  registered_models:read',
  model_versions_get: 'v e r d a s  registered_models:read',
  model_versions_obligations: 'v e r d a s  registered_models:read',
  model_versions_terms: 'v e r d a s  registered_models:read',
  model_versions_usage: 'v e r d a s  registered_models:read',
  registered_models_aliases_delete: '- - - d a s  registered_models:write',
  registered_models_aliases_put: '- - - d a s  registered_models:write',
  registered_models_get: 'v e r d a s  registered_models:read',
  registered_models_list: 'v e r d a s  registered_models:read',
  registered_models_versions_create: '- e - d a s  registered_models:write',
  registered_models_versions_list: 'v e r d a s  registered_models:read',

  // retention
  retention_get: 'v e r d a s  retention:read',
  retention_plan: 'v e r d a s  retention:read',
  retention_set: '- - - - a s  retention:write',
  retention_sweep: '- - - - a s  retention:write',

  // reviews
  counsel_open: 'open',
  review_links_create: '- - r - a s  reviews:write',
  review_links_list: '- - r - a s  reviews:read',
  review_links_revoke: '- - r - a s  reviews:write',
  reviews_approve: '- - r - a -  reviews:write',
  reviews_bulk: '- - r - a -  reviews:write',
  reviews_comment: '- e r d a s  reviews:write',
  reviews_delegate: '- - r - a s  reviews:write',
  reviews_document: 'v e r d a s  reviews:read',
  reviews_file: 'v e r d a s  reviews:read',
  reviews_get: 'v e r d a s  reviews:read',
  reviews_list: 'v e r d a s  reviews:read',
  reviews_reject: '- - r - a -  reviews:write',
  reviews_revoke: '- - r - a -  reviews:write',
  reviews_waive: '- - r - a -  reviews:write',

  // uploads
  uploads_cancel: '- e - - a s  uploads:write',
  uploads_complete: '- e - - a s  uploads:write',
  uploads_create: '- e - - a s  uploads:write',
  uploads_parts_create: '- e - - a s  uploads:write',

  // webhooks
  webhook_deliveries_get: 'v e r d a s  webhooks:read',
  webhook_deliveries_redeliver: '- - - - a s  webhooks:write',
  webhook_endpoints_create: '- - - - a s  webhooks:write',
  webhook_endpoints_delete: '- - - - a s  webhooks:write',
  webhook_endpoints_deliveries: 'v e r d a s  webhooks:read',
  webhook_endpoints_get: 'v e r d a s  webhooks:read',
  webhook_endpoints_list: 'v e r d a s  webhooks:read',
  webhook_endpoints_patch: '- - - - a s  webhooks:write',
  webhook_endpoints_rotate_secret: '- - - - a s  webhooks:write',
  webhook_endpoints_test: '- - - - a s  webhooks:write',
  webhook_endpoints_update: '- - - - a s  webhooks:write',
  webhook_event_types_list: 'v e r d a s  webhooks:read',
};

export const COLUMNS = ['viewer', 'engineer', 'reviewer', 'deployer', 'admin', 'service account'] as const;
export type Column = (typeof COLUMNS)[number];

/** Null: open to everyone. */
export function lineOf(operation: string): { may: Record<Column, boolean>; scope: string } | null {
  const line = TABLE[operation];
  if (line === undefined) throw new Error(`say in test/e2e/roles.table.ts who may call ${operation}`);
  if (line === 'open') return null;
  const [columns = '', scope = ''] = line.split('  ');
  const may = columns.split(' ').map((mark, at) => [COLUMNS[at], mark !== '-']);
  return { may: Object.fromEntries(may) as Record<Column, boolean>, scope };
}
