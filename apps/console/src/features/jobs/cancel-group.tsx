import { Button, Text } from '@mantine/core';
import { answer, api } from '../../api/client.js';
import { queries } from '../../api/queries.js';
import { Confirm } from '../../pieces/confirm.js';
import type { Column } from '../../pieces/data-table.js';
import { tellDone } from '../../shell/notify.js';
import { canCancelGroup, isGroup, type JobGroup, type JobsRow, titleOfGroup } from './job-groups.js';

/** A button on the row of each group in which something goes on. */
export const cancelColumn = (ask: (group: JobGroup) => void): Column<JobsRow> => ({
  ...{ key: 'cancel', header: 'Cancel', width: '64px' },
  cell: (row) =>
    isGroup(row) &&
    canCancelGroup(row) && (
      <Button size="compact-xs" aria-label={`Cancel: ${titleOfGroup(row)}`} onClick={() => ask(row)}>
        Cancel
      </Button>
    ),
});

/** Cancels a pipeline by one request: its jobs that the list has not loaded, too. */
export function CancelGroup({ group, onClose }: { group: JobGroup; onClose: () => void }) {
  const cancel = async () => {
    await answer(api.POST('/v1/pipelines/{id}/cancel', { params: { path: { id: group.id } } }));
    tellDone('Its jobs were asked to stop.');
    // the newest page of every list of jobs: older ones are read anew by themselves
    await queries.invalidateQueries({
      queryKey: ['jobs'],
      predicate: (one) => one.queryKey.at(-1) === 'newest',
    });
  };
  return (
    <Confirm
      title={`Cancel: ${titleOfGroup(group)}?`}
      verb="Cancel all of it"
      does={cancel}
      onClose={onClose}
    >
      <Text size="sm">
        Every job of it that has not ended is cancelled, whether this list shows it or not. What runs is asked
        to stop and keeps its checkpoints; what has ended stays as it is. It cannot be taken back.
      </Text>
    </Confirm>
  );
}
