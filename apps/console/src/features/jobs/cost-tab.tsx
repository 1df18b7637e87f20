import { Table, Text } from '@mantine/core';
import { CopyAs } from '../../pieces/copy-as.js';
import { Facts, Part } from '../../pieces/facts.js';
import { count, duration, figure, percent } from '../../pieces/figures.js';
import { Empty } from '../../pieces/states.js';
import { Wide } from '../../pieces/wide.js';
import { BreakEven, type BreakEvenSearch } from './break-even.js';
import { type Job, money } from './job-words.js';

/** What it took with all its attempts, and what it was expected to take. */
export function CostTab({ job, ...look }: { job: Job } & BreakEvenSearch) {
  return (
    <>
      <Taken job={job} />
      {job.kind === 'finetune' && <BreakEven job={job} {...look} />}
      <Expected job={job} />
    </>
  );
}

function Taken({ job: { id, usage } }: { job: Job }) {
  const copy = (
    <CopyAs of={{ method: 'GET', path: `/v1/jobs/${id}/usage`, cli: `luthier cost show ${id}` }} />
  );
  if (!usage)
    return (
      <Part title="What it took">
        <Empty title="Nothing counted yet" text="Energy, carbon and cost are counted when an attempt ends." />
      </Part>
    );
  return (
    <Part title="What it took" hint={usage.source} actions={copy}>
      <Facts
        of={[
          ['Attempts', count(usage.attempts)],
          ['Slot time', duration(usage.slot_seconds)],
          [
            'Energy',
            usage.watt_hours === null ? 'unknown' : `${figure(usage.watt_hours)} Wh, ${usage.basis}`,
          ],
          [
            'Carbon',
            usage.kg_co2e === null
              ? 'unknown: LUTHIER_GRID_KG_CO2E_PER_KWH is not set'
              : `${figure(usage.kg_co2e)} kg CO₂e`,
          ],
          ['Cost', usage.cost ? money(usage.cost) : 'unknown: no price of an hour is set'],
        ]}
      />
    </Part>
  );
}

function Expected({ job: { estimate, actual } }: { job: Job }) {
  if (!estimate)
    return (
      <Part title="Estimate and what came of it">
        <Text size="sm">Nothing was estimated for this kind of job.</Text>
      </Part>
    );
  const rows = [
    ['Time', estimate.seconds, actual?.seconds, duration],
    ['Tokens', estimate.tokens, actual?.tokens, count],
    ['Steps', estimate.steps, actual?.steps, count],
    ['Memory', estimate.memory_mb, actual?.memory_mb, (mb: number) => `${count(Math.round(mb))} MiB`],
  ] as const;
  return (
    <Part title="Estimate and what came of it" hint={estimate['fits_reason'] as string | undefined} flush>
      <Wide label="Estimate and actual, as a table">
        <Table fz="xs" verticalSpacing={6} horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              {['', 'Expected', 'Between', 'Actual', 'Of the estimate', 'Where the estimate comes from'].map(
                (name) => (
                  <Table.Th key={name}>{name}</Table.Th>
                ),
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(([name, expected, was, words]) => (
              <Table.Tr key={name}>
                <Table.Td fw={500}>{name}</Table.Td>
                <Table.Td className="num">{expected ? words(expected.value) : '—'}</Table.Td>
                <Table.Td className="num">
                  {expected?.low !== undefined && expected.high !== undefined
                    ? `${words(expected.low)} – ${words(expected.high)}`
                    : '—'}
                </Table.Td>
                <Table.Td className="num">{typeof was === 'number' ? words(was) : '—'}</Table.Td>
                <Table.Td className="num">
                  {typeof was === 'number' && expected ? percent(was / expected.value) : '—'}
                </Table.Td>
                <Table.Td c="dimmed" className="break">
                  {expected ? `${expected.basis}: ${expected.from}` : '—'}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  );
}
