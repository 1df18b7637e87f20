import { Alert, Button, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { answer, api, ask, type Schemas } from '../../api/client.js';
import { Confirm } from '../../pieces/confirm.js';
import { Part } from '../../pieces/facts.js';
import { bytes, count, shortId } from '../../pieces/figures.js';
import { Ref } from '../../pieces/ref.js';
import { Asked } from '../../pieces/states.js';
import { Wide } from '../../pieces/wide.js';
import { tellDone } from '../../shell/notify.js';
import { useIsAdmin } from './may.js';
import { changed } from './member-names.js';

type Plan = Schemas['RetentionPlan'];

/** What a sweep would delete now. Reading it deletes nothing. */
export function RetentionPlan() {
  const isAdmin = useIsAdmin();
  const [asking, setAsking] = useState(false);
  const plan = ask.useQuery('get', '/v1/retention/plan', {});
  return (
    <Part
      title="What would go now"
      hint="By the rules as they are saved. Looking deletes nothing."
      flush
      actions={
        <>
          <Button loading={plan.isFetching} onClick={() => void plan.refetch()}>
            Look again
          </Button>
          {isAdmin && (
            <Button color="red" variant="light" onClick={() => setAsking(true)}>
              Sweep now
            </Button>
          )}
        </>
      }
    >
      <Asked of={plan}>{(of) => <Shown plan={of} />}</Asked>
      {asking && plan.data && <Sweep plan={plan.data} onClose={() => setAsking(false)} />}
    </Part>
  );
}

function Shown({ plan }: { plan: Plan }) {
  const { delete_after_days: days } = plan.unneeded_objects;
  const grace =
    days === 0 ? 'never, as this installation is set' : `${days} days after a sweep has found them`;
  const kinds = [
    ['Checkpoints', plan.checkpoints, 'at the next sweep'],
    ['Folders of ended jobs', plan.attempt_folders, 'at the next sweep'],
    ['Deleted files', plan.deleted_files, grace],
    ['Unneeded objects, of all projects', plan.unneeded_objects, grace],
  ] as const;
  return (
    <>
      {plan.hold !== null && (
        <Alert color="gray" role="note" title="On hold: nothing of the project is deleted" m="sm">
          {plan.hold}
        </Alert>
      )}
      <Wide label="What would go">
        <Table fz="sm" verticalSpacing={6} horizontalSpacing="md" aria-label="What would go">
          <Table.Thead>
            <Table.Tr>
              {['What', 'Count', 'Bytes', 'When'].map((head) => (
                <Table.Th key={head} fz="xs" ta={head === 'Count' || head === 'Bytes' ? 'right' : undefined}>
                  {head}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {kinds.map(([what, of, when]) => (
              <Table.Tr key={what}>
                <Table.Td>{what}</Table.Td>
                <Table.Td className="num" ta="right">
                  {count(of.count)}
                </Table.Td>
                <Table.Td className="num" ta="right">
                  {bytes(of.bytes)}
                </Table.Td>
                <Table.Td>{when}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
      <Named plan={plan} />
    </>
  );
}

function Named({ plan: { checkpoints, attempt_folders: folders } }: { plan: Plan }) {
  if (checkpoints.data.length + folders.data.length === 0) return null;
  return (
    <ul className="rows scrolls" aria-label="One by one" tabIndex={0} style={{ maxHeight: 320 }}>
      {checkpoints.data.map(({ artifact, job, step, bytes: size }) => (
        <li key={artifact}>
          <span className="clip">
            Checkpoint of step {count(step)} of <Ref id={job} words={shortId(job)} />
          </span>
          <span className="num">{bytes(size)}</span>
        </li>
      ))}
      {folders.data.map(({ job, bytes: size }) => (
        <li key={job}>
          <span className="clip">
            Folder of <Ref id={job} words={shortId(job)} />
          </span>
          <span className="num">{bytes(size)}</span>
        </li>
      ))}
    </ul>
  );
}

function Sweep({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const sweep = async () => {
    await answer(api.POST('/v1/retention/sweep', { body: { delete: true } }));
    tellDone('The worker sweeps; the rules above say what it took away.');
    await changed('/v1/retention', '/v1/retention/plan');
  };
  return (
    <Confirm title="Sweep now?" verb="Delete them" does={sweep} onClose={onClose}>
      <Text size="sm">
        The worker deletes what the saved rules let go: at this moment {count(plan.checkpoints.count)}{' '}
        checkpoints ({bytes(plan.checkpoints.bytes)}) and the folders of {count(plan.attempt_folders.count)}{' '}
        jobs ({bytes(plan.attempt_folders.bytes)}). It cannot be taken back. Without it, a sweep comes within
        the hour.
      </Text>
    </Confirm>
  );
}
