import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answer, api, ask, type Schemas } from '../../api/client.js';
import { useProject } from '../../api/session.js';
import { Facts, Part } from '../../pieces/facts.js';
import { bytes, count } from '../../pieces/figures.js';
import { IdChip } from '../../pieces/id-chip.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { changed } from './member-names.js';
import { TargetSteps } from './target-steps.js';
import { abilitiesText, isOpen, machineText, targetTone } from './target-words.js';

type Target = Schemas['ComputeTarget'];
const PATH = '/v1/compute_targets';
const OFTEN_MS = 1_000;
const SELDOM_MS = 10_000;

/** Where jobs run: what each target has, how it is, and its self-test, live until it is answered. */
export function TargetsSection() {
  const targets = ask.useQuery(
    'get',
    PATH,
    {},
    { refetchInterval: ({ state }) => (state.data?.data.some(isOpen) ? OFTEN_MS : SELDOM_MS) },
  );
  return (
    <Asked of={targets}>
      {({ data }) =>
        data.length === 0 ? (
          <Empty title="No worker has looked at a compute target yet" text="Start the worker: luthier up." />
        ) : (
          data.map((target) => <TargetCard key={target.name} target={target} />)
        )
      }
    </Asked>
  );
}

function TargetCard({ target }: { target: Target }) {
  const { roles } = useProject();
  const may = roles.includes('admin') || roles.includes('deployer');
  const { name, check, slots, queue, disk, environment } = target;
  const testing = useMutation({
    mutationFn: () => answer(api.POST('/v1/compute_targets/{name}/check', { params: { path: { name } } })),
    onSuccess: () => changed(PATH),
  });
  return (
    <Part
      title={name}
      hint={target.default ? 'Jobs that name no target run here.' : undefined}
      actions={
        <Button
          size="xs"
          variant="default"
          loading={testing.isPending || isOpen(target)}
          disabled={!may}
          title={may ? undefined : 'Needs the role deployer or admin.'}
          onClick={() => testing.mutate()}
        >
          Test {name}
        </Button>
      }
    >
      <Facts
        of={[
          ['State', <State key="state" of={target.state} tone={targetTone(target.state)} />],
          ...(target.reason === null ? [] : [['Why', target.reason] as const]),
          ['Has', machineText(target)],
          ['Slots', `${count(slots.taken)} of ${count(slots.total)} taken`],
          [
            'Queued, of all projects',
            <span key="queue">
              {count(queue.jobs)} {queue.jobs === 1 ? 'job' : 'jobs'}
              {queue.oldest_queued_at !== null && (
                <>
                  , the oldest since <When at={queue.oldest_queued_at} />
                </>
              )}
            </span>,
          ],
          ['Can', abilitiesText(target)],
          ['Disk', disk === null ? null : `${bytes(disk.free_bytes)} of ${bytes(disk.total_bytes)} free`],
          [
            'Environment',
            environment === null
              ? null
              : (environment.image ?? <IdChip key="environment" id={environment.sha256} short />),
          ],
          ['Answered last', <When key="seen" at={target.seen_at} />],
        ]}
      />
      {check && <TargetSteps check={check} />}
    </Part>
  );
}
