import type { Project } from './project-save.js';

type Value = string | number | string[] | null;
/** Everything that the form of the use shows; what nobody declared is null or empty. */
export interface DeclaredForm {
  license_profile: string;
  default_dataset_license: string;
  default_dataset_license_declared_by: string | null;
  figures_max_age_days: number | string;
  purpose: string | null;
  commercial: string | null;
  product_name: string;
  publish_license: string;
  annual_revenue_usd: number | string;
  monthly_revenue_usd: number | string;
  product_mau: number | string;
  runs_model_as_a_service: string | null;
  general_purpose: string | null;
  domicile: string;
  /** Whether the use is in fields that licenses speak of: `none`, `some`, or nobody said. */
  in_fields: string | null;
  /** Their tags; what else is declared of one stays among the further facts. */
  fields: string[];
  regions_served: string[];
  output_regions: string[];
  display_surfaces_available: string[];
  /** The fields that no field of its own stands for, as JSON. */
  more: string;
}

export const LABELS: Record<keyof DeclaredForm, string> = {
  ...{ license_profile: 'License profile', default_dataset_license: 'License of files that carry none' },
  ...{ default_dataset_license_declared_by: 'Declared by', figures_max_age_days: 'Figures hold for days' },
  ...{
    purpose: 'Purpose',
    commercial: 'Commercial',
    product_name: 'Product',
    publish_license: 'Published under',
  },
  ...{ annual_revenue_usd: 'Revenue a year, USD', monthly_revenue_usd: 'Revenue a month, USD' },
  ...{ product_mau: 'Users a month', runs_model_as_a_service: 'Runs the model as a service for others' },
  ...{ general_purpose: 'General purpose', domicile: 'Domicile', regions_served: 'Regions served' },
  ...{ output_regions: 'Regions of its output', display_surfaces_available: 'Where terms can be shown' },
  ...{ in_fields: 'In fields that licenses name', fields: 'Fields of use' },
  ...{ more: 'Further facts, as JSON' },
};
const OF_PROJECT = [
  ...(['license_profile', 'default_dataset_license', 'default_dataset_license_declared_by'] as const),
  'figures_max_age_days' as const,
];
const YES_NO = ['commercial', 'runs_model_as_a_service', 'general_purpose'] as const;
const TEXTS = ['product_name', 'publish_license', 'domicile'] as const;
const NUMBERS = ['annual_revenue_usd', 'monthly_revenue_usd', 'product_mau'] as const;
const LISTS = ['regions_served', 'output_regions', 'display_surfaces_available'] as const;
const OWN = new Set<string>(['purpose', ...YES_NO, ...TEXTS, ...NUMBERS, ...LISTS]);

export function formOf(project: Project): DeclaredForm {
  const use = project.declared_use as Record<string, unknown>;
  const each = <K extends string, T>(names: readonly K[], read: (value: unknown) => T) =>
    Object.fromEntries(names.map((name) => [name, read(use[name])])) as Record<K, T>;
  const tags = tagsOf(use['fields']);
  const rest = Object.entries(use).filter(([name]) => !OWN.has(name) && !(name === 'fields' && tags));
  return {
    license_profile: project.license_profile,
    default_dataset_license: project.default_dataset_license ?? '',
    default_dataset_license_declared_by: project.default_dataset_license_declared_by,
    figures_max_age_days: project.figures_max_age_days,
    purpose: (use['purpose'] as string | undefined) ?? null,
    ...each(YES_NO, (value) => (typeof value === 'boolean' ? String(value) : null)),
    ...each(TEXTS, (value) => (value as string | undefined) ?? ''),
    ...each(NUMBERS, (value) => (value as number | undefined) ?? ''),
    ...each(LISTS, (value) => (value as string[] | undefined) ?? []),
    in_fields: tags === null ? null : tags.length === 0 ? 'none' : 'some',
    fields: tags ?? [],
    more: rest.length === 0 ? '' : JSON.stringify(Object.fromEntries(rest), null, 2),
  };
}

/** The tags of the fields, where nothing but their tags is declared. */
function tagsOf(fields: unknown): string[] | null {
  if (!Array.isArray(fields)) return null;
  const all = fields as Record<string, unknown>[];
  return all.every((one) => Object.keys(one).join() === 'tag') ? all.map(({ tag }) => String(tag)) : null;
}

/** What is declared, as the API takes it; nothing of what was left empty. Throws SyntaxError for `more` that is no JSON. */
export function declaredOf(values: DeclaredForm): Record<string, unknown> {
  const more = values.more.trim() === '' ? {} : (JSON.parse(values.more) as Record<string, unknown>);
  const own = (name: keyof DeclaredForm, value: Value | boolean): [string, unknown][] =>
    value === null || value === '' || (Array.isArray(value) && value.length === 0) ? [] : [[name, value]];
  return {
    ...Object.fromEntries<unknown>([
      ...own('purpose', values.purpose),
      ...YES_NO.flatMap((name) => own(name, values[name] === null ? null : values[name] === 'true')),
      ...TEXTS.flatMap((name) => own(name, values[name].trim())),
      ...NUMBERS.flatMap((name) => own(name, values[name])),
      ...LISTS.flatMap((name) => own(name, values[name])),
      ...(values.in_fields === 'none' ? [['fields', []] as [string, unknown]] : []),
      ...(values.in_fields === 'some' && values.fields.length > 0
        ? [['fields', values.fields.map((tag) => ({ tag }))] as [string, unknown]]
        : []),
    ]),
    ...more,
  };
}

export const isOfUse = (field: keyof DeclaredForm): boolean =>
  !(OF_PROJECT as readonly string[]).includes(field);

/** Only what was changed; the declared use is one value, and goes as a whole. */
export function bodyOf(values: DeclaredForm, fields: readonly (keyof DeclaredForm)[]): object {
  const { default_dataset_license: license, default_dataset_license_declared_by: by } = values;
  const own: Partial<Record<keyof DeclaredForm, unknown>> = {
    license_profile: values.license_profile,
    default_dataset_license: license.trim() || null,
    default_dataset_license_declared_by: by,
    figures_max_age_days: values.figures_max_age_days,
  };
  return {
    ...Object.fromEntries(fields.filter((field) => !isOfUse(field)).map((field) => [field, own[field]])),
    ...(fields.some(isOfUse) ? { declared_use: declaredOf(values) } : {}),
  };
}

export const jsonFault = (text: string): string | null => {
  if (text.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? null
      : 'This is no object: it begins with { and ends with }.';
  } catch (error) {
    return `This is no JSON: ${(error as Error).message}`;
  }
};
