import { Select, Table, Text } from '@mantine/core';
import { FlaskConical } from 'lucide-react';
import { Fragment } from 'react';
import { Part } from '../../pieces/facts.js';
import { figure } from '../../pieces/figures.js';
import { Ref } from '../../pieces/ref.js';
import { Asked, Empty } from '../../pieces/states.js';
import { Wide } from '../../pieces/wide.js';
import { type Job, titleOf } from '../jobs/job-words.js';
import type { TabProps } from './compare-page.js';
import { Difference } from './difference.js';
import { type Evaluation, type Group, leavesAnswers } from './measured.js';
import { Radar } from './radar.js';
import { useGroups } from './runs-data.js';
import { baselineOf, nameOf } from './side-by-side.js';
import { qualitiesOf, sharesOf } from './trade-off.js';

const NONE = (
  <Empty
    icon={FlaskConical}
    title="None of them was evaluated"
    text="An evaluation is a job: luthier eval run, or an evaluate job of a pipeline."
  />
);
const SOON = (
  <Empty icon={FlaskConical} title="Nothing was measured yet" text="What they find comes here by itself." />
);

/** What was measured of each run, and how it differs from a baseline on the rows that both answered. */
export function EvaluationsTab({ runs, pending, search, put }: TabProps) {
  const groups = useGroups(runs.map(({ id }) => id));
  const base = baselineOf(runs, search.base);
  return (
    <>
      {pending.length > 0 && <Pending jobs={pending} />}
      <Asked of={groups} empty={pending.length > 0 ? SOON : NONE}>
        {(all) => (
          <>
            <Select
              label="Baseline"
              mb="md"
              w={280}
              maw="100%"
              data={runs.map((run) => ({ value: run.id, label: nameOf(run) }))}
              value={base.id}
              onChange={(id) => put({ base: id ?? undefined })}
            />
            <Radar runs={runs} axes={sharesOf(runs, qualitiesOf([], all))} />
            {all.map((group) => (
              <Part key={group.key} title={group.task.replaceAll('_', ' ')} hint={<About of={group} />} flush>
                <Metrics of={group} runs={runs} />
                <Against of={group} runs={runs} base={base} />
              </Part>
            ))}
          </>
        )}
      </Asked>
    </>
  );
}

function Pending({ jobs }: { jobs: readonly Job[] }) {
  const running = jobs.filter(({ state }) => state === 'running').length;
  return (
    <Text size="sm" mb="md" role="status">
      {running > 0
        ? `Their evaluations are running (${running} of ${jobs.length})`
        : 'Their evaluations are queued'}
      :{' '}
      {jobs.map((job, at) => (
        <Fragment key={job.id}>
          {at > 0 && ', '}
          <Ref id={job.id} words={titleOf(job)} />
        </Fragment>
      ))}
      .
    </Text>
  );
}

export const About = ({ of }: { of: Group }) => (
  <>
    {of.split} of <Ref id={of.data} />, the {of.kind.replaceAll('_', ' ')}; the newest of each run
  </>
);

function Metrics({ of, runs }: { of: Group; runs: readonly Job[] }) {
  const measured = runs.filter(({ id }) => of.of.has(id));
  const names = [...new Set([...of.of.values()].flatMap(({ metrics }) => Object.keys(metrics ?? {})))];
  return (
    <Wide label={`${of.task}, as a table`}>
      <Table fz="xs" verticalSpacing={6} horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Metric</Table.Th>
            {measured.map((run) => (
              <Table.Th key={run.id}>{nameOf(run)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {names.map((name) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" className="mono setting-name">
                {name}
              </Table.Th>
              {measured.map(({ id }) => (
                <Value key={id} of={of.of.get(id)!} name={name} />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

function Value({ of: { metrics, intervals }, name }: { of: Evaluation; name: string }) {
  const [value, range] = [metrics?.[name], intervals?.[name]];
  return (
    <Table.Td className="num">
      {value === undefined ? '—' : figure(value)}
      {range && (
        <Text span size="xs" c="dimmed" data-tip="95 % interval">
          {' '}
          {figure(range.low)} to {figure(range.high)}
        </Text>
      )}
    </Table.Td>
  );
}

function Against({ of, runs, base }: { of: Group; runs: readonly Job[]; base: Job }) {
  const baseline = of.of.get(base.id);
  const others = runs.filter(({ id }) => id !== base.id && of.of.has(id));
  if (others.length === 0 || !leavesAnswers(of)) return null;
  if (!baseline)
    return (
      <Text size="sm" p="md">
        The baseline has no such evaluation.
      </Text>
    );
  return others.map((run) => (
    <Difference
      key={run.id}
      id={of.of.get(run.id)!.id}
      baseline={baseline.id}
      names={[nameOf(run), nameOf(base)]}
      group={of.key}
      pair={[run.id, base.id]}
    />
  ));
}
