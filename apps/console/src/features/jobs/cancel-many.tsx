import { List, Text } from '@mantine/core';
import { answer, api } from '../../api/client.js';
import { putItem } from '../../api/list.js';
import { queries } from '../../api/queries.js';
import { Confirm } from '../../pieces/confirm.js';
import { tellDone } from '../../shell/notify.js';
import { type Job, titleOf } from './job-words.js';
import { jobQuery } from './run-data.js';

const SHOWN = 8;

/** Cancels what is named, one after the other; those that were cancelled before one was refused stay cancelled. */
export function CancelMany({ jobs, onClose }: { jobs: Job[]; onClose: () => void }) {
  const what = jobs.length === 1 ? '1 job' : `${jobs.length} jobs`;
  const cancel = async () => {
    for (const { id } of jobs) {
      const job = await answer(api.POST('/v1/jobs/{id}/cancel', { params: { path: { id } } }));
      putItem(queries, ['jobs'], job);
      queries.setQueryData(jobQuery(id).queryKey, job);
    }
    tellDone(`${what} asked to stop.`);
  };
  return (
    <Confirm title={`Cancel ${what}?`} verb={`Cancel ${what}`} does={cancel} onClose={onClose}>
      <Text size="sm" mb="xs">
        What runs is asked to stop and keeps its checkpoints; jobs that need one of these fail. It cannot be
        taken back.
      </Text>
      <List size="sm">
        {jobs.slice(0, SHOWN).map((job) => (
          <List.Item key={job.id}>{titleOf(job)}</List.Item>
        ))}
        {jobs.length > SHOWN && <List.Item>and {jobs.length - SHOWN} more</List.Item>}
      </List>
    </Confirm>
  );
}
