import { Autocomplete, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { answer, api, ask } from '../../api/client.js';
import { useOpenPolicy } from '../reviews/policy.js';
import { beforeUpload } from '../reviews/words.js';

export const OWN_DATA = 'LicenseRef-own-data';
const SETTLED_MS = 400;

/** Which license data have; what nobody knows is told before it is sent, by the rules that will read it then. */
export function LicenseField(props: {
  value: string;
  onChange: (license: string) => void;
  declaredBy: string;
  error: string | null;
}) {
  const { value, onChange, declaredBy, error } = props;
  const { data } = ask.useQuery('get', '/v1/licenses', {}, { staleTime: 60_000 });
  const known = (data?.data ?? []).filter(({ kind, id }) => kind !== 'unknown' && id !== OWN_DATA);
  const names = new Map(known.map(({ id, name }) => [id, name]));
  names.set(OWN_DATA, 'Data of our own');
  const policy = useOpenPolicy();
  const isUnknown = useIsUnknown(value.trim(), declaredBy.trim());
  return (
    <div>
      <Autocomplete
        label="License"
        size="xs"
        description={`Of data of your own: ${OWN_DATA}. Left out: the project’s default, where it has one.`}
        placeholder="CC-BY-4.0"
        openOnFocus={false}
        value={value}
        onChange={onChange}
        data={[OWN_DATA, ...known.map(({ id }) => id)]}
        limit={20}
        renderOption={({ option }) => (
          <div>
            <span className="mono break">{option.value}</span>
            <Text size="xs" c="dimmed">
              {names.get(option.value)}
            </Text>
          </div>
        )}
        error={error}
      />
      <Text size="xs" mt={4} role="status">
        {isUnknown && `No license of the catalogue is called ‘${value.trim()}’. ${beforeUpload(policy)}`}
      </Text>
    </div>
  );
}

/** Whether the license gate would leave it to a reviewer; it is asked once typing has come to rest, and nothing is kept. */
function useIsUnknown(license: string, by: string): boolean {
  const [settled] = useDebouncedValue(license, SETTLED_MS);
  const { data } = useQuery({
    queryKey: ['license known', settled],
    enabled: settled !== '' && settled !== OWN_DATA,
    staleTime: 60_000,
    retry: false,
    queryFn: ({ signal }) => {
      const node = { id: 'data', kind: 'dataset' as const, declared_license: settled };
      const graph = { nodes: [{ ...node, ...(by ? { declared_by: by } : {}) }], edges: [] };
      const body = { gate: 'G1' as const, use: { purpose: 'internal' as const }, graph, subject: 'data' };
      return answer(api.POST('/v1/licenses/ask', { body, signal }));
    },
  });
  return settled === license && (data?.findings.some(({ code }) => code === 'LICENSE_UNKNOWN') ?? false);
}
