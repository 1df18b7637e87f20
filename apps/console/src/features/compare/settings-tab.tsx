import { Group, Switch, Table, Text } from '@mantine/core';
import { Part } from '../../pieces/facts.js';
import { Ref } from '../../pieces/ref.js';
import { Wide } from '../../pieces/wide.js';
import type { TabProps } from './compare-page.js';
import { type Line, linesOf, nameOf, outcomeOf, settingsOf } from './side-by-side.js';

/** What each run was told, and what it came to; runs as columns, or as rows. */
export function SettingsTab({ runs, search, put }: TabProps) {
  const { all = false, across = false } = search;
  const names = runs.map(nameOf);
  const only = !all && runs.length > 1;
  const told = linesOf(runs.map(settingsOf), only);
  const came = linesOf(runs.map(outcomeOf), only);
  const flip = (name: 'all' | 'across', isOn: boolean) => put({ [name]: isOn || undefined });
  return (
    <>
      <Group gap="lg" mb="md">
        <Switch
          label="Only what differs"
          checked={only}
          disabled={runs.length < 2}
          onChange={(event) => flip('all', !event.currentTarget.checked)}
        />
        <Switch
          label="Runs as rows"
          checked={across}
          onChange={(event) => flip('across', event.currentTarget.checked)}
        />
      </Group>
      <Lines title="Settings" lines={told} names={names} across={across} />
      <Lines title="What came of it" lines={came} names={names} across={across} />
    </>
  );
}

interface Props {
  title: string;
  lines: readonly Line[];
  names: readonly string[];
  across: boolean;
}

function Lines({ title, lines, names, across }: Props) {
  if (lines.length === 0)
    return (
      <Part title={title}>
        <Text size="sm">Nothing differs.</Text>
      </Part>
    );
  return (
    <Part title={title} flush>
      <Wide label={`${title}, as a table`}>
        {across ? <Rows {...{ lines, names }} /> : <Columns {...{ lines, names }} />}
      </Wide>
    </Part>
  );
}

type Sides = Pick<Props, 'lines' | 'names'>;
const shape = { fz: 'xs', verticalSpacing: 6, horizontalSpacing: 'md' } as const;

const Columns = ({ lines, names }: Sides) => (
  <Table {...shape}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th w="28%">Name</Table.Th>
        {names.map((name) => (
          <Table.Th key={name}>{name}</Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {lines.map(({ name, values, differs }) => (
        <Table.Tr key={name} className={differs ? 'differs' : undefined}>
          <Table.Th scope="row" className="mono setting-name">
            {name}
          </Table.Th>
          {values.map((value, at) => (
            <Value key={names[at]} of={value} />
          ))}
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);

const Rows = ({ lines, names }: Sides) => (
  <Table {...shape}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Run</Table.Th>
        {lines.map(({ name, differs }) => (
          <Table.Th key={name} className={differs ? 'mono setting-name differs' : 'mono setting-name'}>
            {name}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {names.map((name, at) => (
        <Table.Tr key={name}>
          <Table.Th scope="row">{name}</Table.Th>
          {lines.map((line) => (
            <Value key={line.name} of={line.values[at] ?? null} />
          ))}
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);

/** Ids of bases and dataset versions by their names. */
const Value = ({ of }: { of: string | null }) => (
  <Table.Td className="break">
    {of === null || of === '' ? '—' : /^(bm|dsv)_[0-9a-z]{26}$/.test(of) ? <Ref id={of} /> : of}
  </Table.Td>
);
