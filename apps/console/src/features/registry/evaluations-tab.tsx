import { Button, Select, Stack, Table, Text } from '@mantine/core';
import { Gauge } from 'lucide-react';
import { useState } from 'react';
import { ask, type Schemas } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { figure } from '../../pieces/figures.js';
import { Asked, Empty } from '../../pieces/states.js';
import { Wide } from '../../pieces/wide.js';
import { leavesAnswers } from '../compare/measured.js';
import { EvaluateDialog } from './evaluate-dialog.js';
import type { VersionSearch } from './search.js';
import { UnderWay } from './under-way.js';
import type { Version } from './version-page.js';

type Evaluation = Schemas['Evaluation'];

/** The newest evaluation of the version, and how it differs from a baseline on the same rows. */
export function EvaluationsTab(props: {
  version: Version;
  search: VersionSearch;
  put: (change: VersionSearch) => void;
}) {
  const { version, search, put } = props;
  const [isAsking, setAsking] = useState(false);
  const list = ask.useQuery('get', '/v1/evaluations', { params: { query: { limit: '100' } } });
  const subjects = new Set(Object.values(version.artifacts));
  const own = list.data?.data.filter(({ subject }) => subjects.has(subject));
  const answered = own?.find(leavesAnswers);
  const none = <Empty title="None of the last 100 evaluations is of this version" />;
  return (
    <Stack gap="md" align="stretch">
      <div>
        <Button leftSection={<Gauge size={13} aria-hidden />} onClick={() => setAsking(true)}>
          Evaluate
        </Button>
      </div>
      {search.asked && <UnderWay pipeline={search.asked} />}
      <Asked of={{ data: own, error: list.error, refetch: list.refetch }} empty={none}>
        {(all) => (
          <>
            {all.map((one) => (
              <Figures key={one.id} of={one} role={askedOf(version, one)} />
            ))}
            {answered && <Baseline {...{ version, search, put }} of={answered} among={list.data!.data} />}
          </>
        )}
      </Asked>
      {isAsking && (
        <EvaluateDialog
          version={version}
          onClose={() => setAsking(false)}
          onAsked={(asked) => put({ asked })}
        />
      )}
    </Stack>
  );
}

/** What was asked: a form of this version, its base, or another model. */
function askedOf({ artifacts, base_model }: Version, { subject }: Evaluation): string {
  if (subject === base_model) return 'base model';
  return Object.keys(artifacts).find((role) => artifacts[role] === subject) ?? subject.slice(-6);
}

function Figures({ of, role }: { of: Evaluation; role: string }) {
  const interval = (metric: string) => {
    const { low, high } = of.intervals[metric] ?? {};
    return low === undefined || high === undefined ? '' : `${figure(low)} to ${figure(high)}`;
  };
  return (
    <Part
      title={`${of.name} of the ${role}`}
      hint={`${of.task}, ${of.rows ?? 0} rows of ${of.split}, ${of.state}`}
      flush
    >
      <Rows
        label={`Figures of ${of.id}`}
        heads={['Metric', 'Value', '95 % interval']}
        rows={Object.entries(of.metrics ?? {}).map(([k, v]) => [k, figure(v), interval(k)])}
      />
    </Part>
  );
}

function Baseline(props: {
  version: Version;
  of: Evaluation;
  among: readonly Evaluation[];
  search: VersionSearch;
  put: (change: VersionSearch) => void;
}) {
  const { version, of, among, search, put } = props;
  const choices = among.filter(
    (one) => one.id !== of.id && one.task === of.task && one.dataset_version === of.dataset_version,
  );
  return (
    <Part title="Against a baseline" hint={`${of.name}, on the rows that both answered`}>
      <Select
        label="Baseline"
        placeholder="Choose an evaluation"
        data={choices.map((one) => ({
          value: one.id,
          label: `${one.name} of the ${askedOf(version, one)} (${one.id.slice(-6)})`,
        }))}
        value={search.with ?? null}
        onChange={(id) => put({ with: id ?? undefined })}
        maw={360}
        nothingFoundMessage="No other evaluation of this task and data"
      />
      {search.with && <Comparison id={of.id} baseline={search.with} />}
    </Part>
  );
}

function Comparison({ id, baseline }: { id: string; baseline: string }) {
  const compared = ask.useQuery('get', '/v1/evaluations/{id}/compare', {
    params: { path: { id }, query: { with: baseline } },
  });
  return (
    <Asked of={compared}>
      {({ metrics, verdict, rows }) => (
        <>
          <Text size="sm" my="sm">
            {verdict} ({rows} rows)
          </Text>
          <Rows
            label="Against the baseline, as a table"
            heads={['Metric', 'Baseline', 'This version', 'Difference', '95 % interval', 'p']}
            rows={metrics.map((one) => [
              ...[one.name, figure(one.baseline), figure(one.candidate), figure(one.difference)],
              ...[`${figure(one.low)} to ${figure(one.high)}`, one.p === null ? '—' : figure(one.p)],
            ])}
          />
        </>
      )}
    </Asked>
  );
}

function Rows({ label, heads, rows }: { label: string; heads: string[]; rows: string[][] }) {
  return (
    <Wide label={label}>
      <Table fz="xs" verticalSpacing={6} horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th key={head}>{head}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row[0]}>
              {row.map((cell, at) => (
                <Table.Td key={heads[at]} className={at > 0 ? 'num' : undefined}>
                  {cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
