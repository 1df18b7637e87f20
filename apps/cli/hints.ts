import { ApiError } from '#client/errors.js';

interface Given {
  flags: string;
  long?: string | null | undefined;
  description: string;
}

/** What to type after a refusal: the option that its field is named after, or the list that has what was not found. */
export function hintFor(error: unknown, options: readonly Given[]): string | null {
  if (!(error instanceof ApiError)) return null;
  if (error.status === 401) return 'luthier login, or name a key that holds: LUTHIER_API_KEY_FILE=FILE';
  if (error.code === 'reviewer_is_requester')
    return 'luthier key create review --roles reviewer --member "ANOTHER PERSON" makes a key; with it that person runs luthier key rotate, which nobody else then knows, and luthier review approve ID';
  if (error.status === 404) return LISTS.find(([code]) => code.test(error.code ?? ''))?.[1] ?? null;
  const name = error.param?.split('.').at(-1);
  const field = name && (OTHERWISE[name] ?? name.replaceAll('_', '-'));
  const option = field ? options.find((one) => one.long === `--${field}`) : undefined;
  if (error.code === 'dataset_license_missing' && option)
    return 'give --license ID; for data of your own: --license LicenseRef-own-data --declared-by "YOUR NAME"';
  return option && error.status === 400 ? `${option.flags}: ${option.description}` : null;
}

/** Options that are not called as their field is. */
const OTHERWISE: Record<string, string> = {
  n_epochs: 'epochs',
  r: 'rank',
  metric_for_best_model: 'best-by',
  early_stopping_patience: 'patience',
  base_model: 'base',
  dataset_version: 'data',
  from_step: 'from',
  to_step: 'to',
};

const LISTS: readonly (readonly [RegExp, string])[] = [
  [/^base_model/, 'luthier base ls lists them, luthier base import brings one in'],
  [/^dataset/, 'luthier ls datasets lists them, luthier data push makes one'],
  [/^pipeline/, 'luthier ls pipelines lists them'],
  [/^job/, 'luthier ls lists the jobs'],
  [/^review/, 'luthier review ls lists them'],
  [/^evaluation/, 'luthier eval ls lists them'],
  [/^promotion/, 'luthier ls promotions lists them'],
  [/^recall/, 'luthier recalls lists them'],
  [/^attestation/, 'luthier license attestations MODEL@1 lists those of a version'],
  [/^license_not_found/, 'luthier license show --search TEXT looks for one'],
  [
    /^decision/,
    'luthier job show JOB names that of a job; a version explains itself: luthier decision explain MODEL@1',
  ],
  [/^artifact/, 'luthier job show JOB names what it left, luthier model show MODEL the versions'],
  [/^compute_target/, 'luthier target ls lists them'],
  [/^recipe/, 'luthier recipes ls lists them'],
  [/^webhook_endpoint/, 'luthier webhook ls lists them'],
  [/^api_key/, 'luthier key ls lists them'],
  [/^member/, 'luthier member ls lists them'],
  [/^deployment/, 'luthier ls deployments lists them'],
  [/model/, 'luthier ls models lists the models, luthier finetune --publish NAME makes one'],
];
