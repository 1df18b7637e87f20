import { Group, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { PriceField } from '../../pieces/price-field.js';
import { Asked } from '../../pieces/states.js';
import { ASSUMED, evenWords } from './break-even-words.js';
import type { Job } from './job-words.js';

interface Typed {
  /** Of a million tokens at a provider. */
  price?: number | undefined;
  /** Of an hour of what would serve instead, and its tokens per second. */
  hour?: number | undefined;
  speed?: number | undefined;
}
/** What is typed stands in the address. */
export interface BreakEvenSearch {
  search: Typed;
  put: (change: Typed) => void;
}

const SETTLED_MS = 400;

/** From how many tokens on this training and serving its model cost less than a price per token. */
export function BreakEven({ job: { id, usage }, search, put }: { job: Job } & BreakEvenSearch) {
  const [{ price, hour, speed }] = useDebouncedValue(search, SETTLED_MS);
  const query = {
    ...(price && { price_per_1m: price }),
    ...(hour && { hour_price: hour }),
    ...(speed && { tokens_per_second: speed }),
  };
  const asked = ask.useQuery(
    'get',
    '/v1/jobs/{id}/usage',
    { params: { path: { id }, query } },
    { placeholderData: keepPreviousData },
  );
  const field = (name: keyof Typed, label: string) => (
    <PriceField
      {...{ label, width: 190, value: search[name], onChange: (value) => put({ [name]: value }) }}
    />
  );
  return (
    <Part title="Break-even with a provider" hint="Prices in the currency of the installation.">
      <Stack gap="md">
        <Group gap="lg">
          {field('price', 'Provider, 1M tokens')}
          {field('hour', 'An hour of your machine')}
          {field('speed', 'Its tokens per second')}
        </Group>
        <Asked of={asked}>
          {({ comparison }) => (
            <>
              <div role="status">
                {evenWords(comparison, usage?.cost?.currency ?? null).map((line) => (
                  <Text key={line} size="sm">
                    {line}
                  </Text>
                ))}
              </div>
              {comparison?.own_cost_per_1m != null && (
                <Text size="xs" c="dimmed">
                  Assumed: {ASSUMED.join('; ')}.
                </Text>
              )}
            </>
          )}
        </Asked>
      </Stack>
    </Part>
  );
}
