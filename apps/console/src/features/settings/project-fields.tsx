import { MultiSelect, NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Part } from '../../pieces/facts.js';
import { type DeclaredForm, LABELS } from './declared-use.js';
import { WRAPPED } from './fields.js';
import { useMembers } from './member-names.js';

interface Props {
  values: DeclaredForm;
  set: <K extends keyof DeclaredForm>(field: K, value: DeclaredForm[K]) => void;
  fault: (field: keyof DeclaredForm) => string | null;
  disabled: boolean;
}
type Of<T> = { [K in keyof DeclaredForm]: DeclaredForm[K] extends T ? K : never }[keyof DeclaredForm];

const PURPOSES = [
  ...['research', 'internal', 'saas-app', 'model-api', 'embedded-product'],
  ...['publish-weights', 'publish-adapter', 'publish-dataset'],
];
const SURFACES = [
  ...['license-file', 'notice-file', 'change-notes', 'model-card', 'documentation'],
  ...['website', 'product-ui', 'terms-of-service', 'attribution-record', 'registration'],
];
const PROFILES = ['conservative', 'permissive-data'];
const YES_NO = [
  { value: 'true', label: 'yes' },
  { value: 'false', label: 'no' },
];

const IN_FIELDS = [
  { value: 'none', label: 'none of them' },
  { value: 'some', label: 'some' },
];

const common = ({ fault, disabled }: Props, field: keyof DeclaredForm) => ({
  label: LABELS[field],
  error: fault(field),
  disabled,
  inputWrapperOrder: WRAPPED,
});
const Text = ({ of, field, hint }: { of: Props; field: Of<string>; hint?: string }) => (
  <TextInput
    {...common(of, field)}
    description={hint}
    value={of.values[field]}
    onChange={(event) => of.set(field, event.currentTarget.value)}
  />
);
const Choice = (props: {
  of: Props;
  field: Of<string | null>;
  data: readonly (string | { value: string; label: string })[];
  hint?: string;
  must?: boolean;
}) => (
  <Select
    {...common(props.of, props.field)}
    description={props.hint}
    data={props.data}
    clearable={!props.must}
    placeholder="not declared"
    value={props.of.values[props.field]}
    onChange={(value) => props.of.set(props.field, value)}
  />
);
const Amount = ({ of, field }: { of: Props; field: Of<number | string> }) => (
  <NumberInput
    {...common(of, field)}
    min={0}
    clampBehavior="none"
    thousandSeparator=","
    placeholder="not declared"
    value={of.values[field]}
    onChange={(value) => of.set(field, value)}
  />
);
const Tags = ({ of, field, hint }: { of: Props; field: Of<string[]>; hint: string }) => (
  <TagsInput
    {...common(of, field)}
    size="xs"
    description={hint}
    value={of.values[field]}
    onChange={(value) => of.set(field, value)}
  />
);

export const UseFields = (of: Props) => (
  <Part title="Declared use" hint="What is left empty counts as not declared.">
    <div className="fields">
      <Choice of={of} field="purpose" data={PURPOSES} />
      <Choice of={of} field="commercial" data={YES_NO} />
      <Choice
        of={of}
        field="in_fields"
        data={IN_FIELDS}
        hint="Uses that licenses forbid or bind: weapons, elections, malware …"
      />
      {of.values.in_fields === 'some' && (
        <Tags
          of={of}
          field="fields"
          hint="Tags of the catalogue, as in weapons or elections; Enter adds one."
        />
      )}
      <Choice of={of} field="license_profile" data={PROFILES} must />
      <Text of={of} field="product_name" />
      <Text of={of} field="publish_license" hint="SPDX id, where weights or data are published." />
      <Choice of={of} field="runs_model_as_a_service" data={YES_NO} />
      <Choice of={of} field="general_purpose" data={YES_NO} />
      <Text of={of} field="domicile" hint="Country of the company, as in US." />
      <Tags of={of} field="regions_served" hint="Countries, as in DE; Enter adds one." />
      <Tags of={of} field="output_regions" hint="Countries, as in DE; Enter adds one." />
      <MultiSelect
        {...common(of, 'display_surfaces_available')}
        description="Places that you have for notices."
        data={SURFACES}
        clearable
        value={of.values.display_surfaces_available}
        onChange={(value) => of.set('display_surfaces_available', value)}
      />
    </div>
  </Part>
);

export const FigureFields = ({ actions, ...of }: Props & { actions: ReactNode }) => (
  <Part
    title="Users and revenue"
    hint="Some licenses end at a size. Figures that nobody has confirmed for too long count as missing."
    actions={actions}
  >
    <div className="fields">
      <Amount of={of} field="product_mau" />
      <Amount of={of} field="annual_revenue_usd" />
      <Amount of={of} field="monthly_revenue_usd" />
      <Amount of={of} field="figures_max_age_days" />
    </div>
  </Part>
);

export function DatasetLicenseFields(of: Props) {
  const { live } = useMembers();
  const by = of.values.default_dataset_license_declared_by;
  const names = new Set([...live.map(({ name }) => name), ...(by ? [by] : [])]);
  return (
    <Part title="Data" hint="For files that say nothing of a license, as those of OpenAI’s clients.">
      <div className="fields">
        <Text
          of={of}
          field="default_dataset_license"
          hint="SPDX id, or LicenseRef-own-data for data that the project owns."
        />
        <Choice
          of={of}
          field="default_dataset_license_declared_by"
          data={[...names]}
          hint="The member who stands for it."
        />
      </div>
    </Part>
  );
}

export const MoreFields = (of: Props) => (
  <Part
    title={LABELS.more}
    hint="What else is declared of fields; downstream_training, provider_terms_accepted, all_products_mau_at of the declared use."
  >
    <Textarea
      aria-label={LABELS.more}
      error={of.fault('more')}
      disabled={of.disabled}
      autosize
      minRows={2}
      maxRows={14}
      classNames={{ input: 'mono' }}
      value={of.values.more}
      onChange={(event) => of.set('more', event.currentTarget.value)}
    />
  </Part>
);
