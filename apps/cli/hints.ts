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
  const field = error.param?.split('.').at(-1)?.replaceAll('_', '-');
  const option = field ? options.find((one) => one.long === `--${field}`) : undefined;
  if (error.code === 'dataset_license_missing' && option)
    return 'give --license ID; for data of your own: --license LicenseRef-own-data --declared-by "YOUR NAME"';
  return option && error.status === 400 ? `${option.flags}: ${option.description}` : null;
}

const LISTS: readonly (readonly [RegExp, string])[] = [
  [/^base_model/, 'luthier base ls lists them, luthier base import brings one in'],
  [/^dataset/, 'luthier ls datasets lists them, luthier data push makes one'],
  [/^pipeline/, 'luthier ls pipelines lists them'],
  [/^job/, 'luthier ls lists the jobs'],
  [/^review/, 'luthier review ls lists them'],
  [/^evaluation/, 'luthier eval show lists them'],
  [/^promotion/, 'luthier ls promotions lists them'],
  [/^deployment/, 'luthier ls deployments lists them'],
  [/model/, 'luthier ls models lists the models, luthier finetune --publish NAME makes one'],
];
