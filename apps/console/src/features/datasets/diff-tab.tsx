import { Button, Group, SegmentedControl, Select, Table, Text } from '@mantine/core';
import { Part } from '../../pieces/facts.js';
import { count } from '../../pieces/figures.js';
import { Asked, Empty, Loading } from '../../pieces/states.js';
import { Wide } from '../../pieces/wide.js';
import { type DiffPage, useDiff, type Version } from './dataset-data.js';
import type { TabProps } from './dataset-page.js';
import { isSame, labelOf, splitsIn, valueOf } from './diff.js';
import { ChangedRow } from './diff-rows.js';

const KINDS = [
  { value: 'all', label: 'All' },
  { value: 'changed', label: 'Changed' },
  { value: 'added', label: 'Added' },
  { value: 'removed', label: 'Removed' },
];

/** What differs between this version and another of its dataset, by default the one before it. */
export function DiffTab({ all, version, search, put }: TabProps & { all: Version[] }) {
  const others = all.filter(({ id }) => id !== version.id);
  const before = others.find(({ number }) => number < version.number) ?? others[0];
  const against = search.against ?? before?.id;
  if (against === undefined)
    return <Empty title="One version yet" text="What differs is shown once there is a second one." />;
  const options = others.map(({ id, number }) => ({ value: id, label: `v${number}` }));
  if (!options.some(({ value }) => value === against)) options.push({ value: against, label: against });
  return (
    <>
      <Group gap="xs" mb="md" align="end">
        <Select
          label={`v${version.number} beside`}
          size="xs"
          w={130}
          allowDeselect={false}
          data={options}
          value={against}
          onChange={(id) => put({ against: id ?? undefined })}
        />
        <Select
          label="Split"
          size="xs"
          w={130}
          allowDeselect={false}
          data={['train', 'validation', 'test']}
          value={search.split ?? 'train'}
          onChange={(split) => put({ split: split as 'train' })}
        />
        <SegmentedControl
          aria-label="Which rows"
          size="xs"
          data={KINDS}
          value={search.kind ?? 'all'}
          onChange={(kind) => put({ kind: kind === 'all' ? undefined : (kind as 'added') })}
        />
      </Group>
      <Differences id={version.id} against={against} search={search} />
    </>
  );
}

function Differences({ id, against, search }: { id: string; against: string; search: TabProps['search'] }) {
  const split = search.split ?? 'train';
  const diff = useDiff(id, { against, split, kind: search.kind });
  return (
    <Asked of={{ ...diff, data: diff.data?.pages }}>
      {(pages) => {
        const [first] = pages as [DiffPage, ...DiffPage[]];
        const rows = pages.flatMap(({ data }) => data);
        return (
          <div className="stack">
            <Declared of={first.declared} />
            {first.splits === null ? (
              <div role="status">
                <Text size="sm" c="dimmed">
                  Rows are being compared.
                </Text>
                <Loading />
              </div>
            ) : (
              <Splits of={first.splits} isPaired={first.is_paired !== false} />
            )}
            {rows.map((row) => (
              <ChangedRow key={`${row.now?.line}-${row.before?.line}`} of={row} />
            ))}
            {first.splits && rows.length === 0 && (
              <Text size="sm" c="dimmed">
                {search.kind ? `No ${search.kind} row` : 'No row differs'} in {split}.
              </Text>
            )}
            {diff.hasNextPage && (
              <Group>
                <Button loading={diff.isFetchingNextPage} onClick={() => void diff.fetchNextPage()}>
                  More rows
                </Button>
              </Group>
            )}
          </div>
        );
      }}
    </Asked>
  );
}

const none = <span className="none">—</span>;
function Declared({ of }: { of: DiffPage['declared'] }) {
  if (of.length === 0) return null;
  return (
    <Part title="Declared" hint="What the two versions say of themselves differently" flush>
      <Wide label="Declared, before and now">
        <Table fz="xs" verticalSpacing={6} horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              {['What', 'Before', 'Now'].map((name) => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {of.map(({ field, before, now }) => (
              <Table.Tr key={field}>
                <Table.Td>{labelOf(field)}</Table.Td>
                <Table.Td className="break">{valueOf(before) ?? none}</Table.Td>
                <Table.Td className="break">{valueOf(now) ?? none}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  );
}

function Splits({ of, isPaired }: { of: NonNullable<DiffPage['splits']>; isPaired: boolean }) {
  return (
    <Part
      title="Rows"
      hint={
        isPaired
          ? 'A changed row asks the same, or stands between the same rows'
          : 'So many differ that only the first 100,000 were looked at for rows that changed'
      }
    >
      {splitsIn(of).map(({ split, counts }) => (
        <Text key={split} size="sm">
          {split}:{' '}
          {isSame(counts)
            ? `the same ${count(counts.same)}`
            : `${count(counts.changed)} changed, ${count(counts.added)} added, ${count(counts.removed)} removed, ${count(counts.same)} the same`}
        </Text>
      ))}
    </Part>
  );
}
