import { Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { answer, api, ask, type Schemas } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { bytes, count, duration } from '../../pieces/figures.js';
import { Asked } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { NeedsAdmin, useIsAdmin } from './may.js';
import { Meter } from './meter.js';
import { lacking, type Limit, type Limited, LIMITED, limitsOf, quotaBody, UNITS } from './quota-form.js';
import { useRevisionForm } from './revision-form.js';
import { SaveBar } from './save-bar.js';

type Quota = Schemas['Quota'];
const WORDS: Record<Limited, (value: number) => string> = {
  compute_seconds: duration,
  storage_bytes: bytes,
  concurrent_jobs: count,
};
const MODES = [
  { value: 'installation', label: 'default of the installation' },
  { value: 'own', label: 'a limit of its own' },
  { value: 'none', label: 'no limit' },
];

export function QuotasSection() {
  const quota = ask.useQuery('get', '/v1/quotas', {}, { refetchInterval: 10_000 });
  return (
    <>
      <NeedsAdmin to="set quotas" />
      <Asked of={quota}>{(of) => <QuotasForm quota={of} />}</Asked>
    </>
  );
}

function QuotasForm({ quota }: { quota: Quota }) {
  const isAdmin = useIsAdmin();
  const form = useRevisionForm({
    section: 'quotas',
    queryKey: ['get', '/v1/quotas', {}],
    data: quota,
    read: limitsOf,
    reread: () => answer(api.GET('/v1/quotas', {})),
    put: (ifMatch, values, changed) =>
      answer(
        api.PUT('/v1/quotas', {
          params: { header: { 'if-match': ifMatch } },
          body: quotaBody(quota, values, changed),
        }),
      ),
  });
  const label = (name: string) => UNITS[name as Limited].label;
  const { waiting } = quota.concurrent_jobs;
  return (
    <>
      {LIMITED.map((name) => (
        <Part key={name} title={UNITS[name].label} hint={<Used of={quota} name={name} />}>
          <Stack gap="md">
            <Meter {...quota[name]} label={UNITS[name].label} />
            {isAdmin && (
              <LimitFields
                name={name}
                value={form.values[name]}
                set={(value) => form.set(name, value)}
                error={form.fault(name)}
              />
            )}
            {name === 'concurrent_jobs' && waiting > 0 && (
              <Text size="sm">
                {waiting} {waiting === 1 ? 'job waits' : 'jobs wait'} for a place.
              </Text>
            )}
          </Stack>
        </Part>
      ))}
      <Text size="xs" c="dimmed">
        Compute counts from the first of the month, in UTC; it begins anew <When at={quota.period.ends_at} />.
        A limit below what is used refuses new work only.
      </Text>
      <SaveBar
        changed={form.fields.map(label)}
        theirs={form.theirs.map(label)}
        problem={form.problem}
        isPlaced={LIMITED.some((name) => form.fault(name) !== null)}
        isSaving={form.saving.isPending}
        blocked={lacking(form.values)}
        save={() => form.saving.mutate()}
        drop={form.drop}
      />
    </>
  );
}

function Used({ of, name }: { of: Quota; name: Limited }) {
  const { used, reserved, limit, source } = of[name];
  const words = WORDS[name];
  return (
    <>
      {words(used)} used
      {reserved > 0 && `, ${words(reserved)} spoken for`}
      {limit === null ? ', no limit' : ` of ${words(limit)}`}
      {source === 'installation' && ' (the default of the installation)'}
    </>
  );
}

function LimitFields(props: {
  name: Limited;
  value: Limit;
  set: (value: Limit) => void;
  error: string | null;
}) {
  const { name, value, set, error } = props;
  const { label, unit } = UNITS[name];
  return (
    <Group gap="sm" align="flex-start">
      <Select
        aria-label={`Which limit of ${label}`}
        w={220}
        data={MODES}
        value={value.mode}
        onChange={(mode) => mode && set({ ...value, mode: mode as Limit['mode'] })}
      />
      {value.mode === 'own' && (
        <NumberInput
          aria-label={`${label}, in ${unit}`}
          w={180}
          min={0}
          clampBehavior="none"
          thousandSeparator=","
          suffix={` ${unit}`}
          value={value.amount}
          onChange={(amount) => set({ ...value, amount })}
          error={error}
        />
      )}
    </Group>
  );
}
