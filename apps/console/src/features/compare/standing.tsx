import { Text } from '@mantine/core';
import { ask } from '../../api/client.js';
import type { Job } from '../jobs/job-words.js';
import { Flipped } from './difference.js';
import { type Group, leavesAnswers } from './measured.js';
import { useGroups } from './runs-data.js';
import { baselineOf, nameOf } from './side-by-side.js';

/** More sentences than these say nothing at a glance; evaluations are read for no more runs than that. */
export const MOST_OTHERS = 3;

/** Which run is better, in the words of the paired test: on what is served, where that was measured. */
export function Standing({ runs, base: chosen }: { runs: readonly Job[]; base: string | undefined }) {
  const groups = useGroups(runs.map(({ id }) => id));
  const base = baselineOf(runs, chosen);
  const group = groups.data?.find((one) => one.of.size > 1 && one.of.has(base.id) && leavesAnswers(one));
  if (!group) return null;
  const others = runs.filter(({ id }) => id !== base.id && group.of.has(id));
  return (
    <ul className="standing" aria-label="Which is better">
      {others.map((run) => (
        <One key={run.id} {...{ run, base, group }} />
      ))}
    </ul>
  );
}

function One({ run, base, group }: { run: Job; base: Job; group: Group }) {
  const { data } = ask.useQuery('get', '/v1/evaluations/{id}/compare', {
    params: {
      path: { id: group.of.get(run.id)!.id },
      query: { with: group.of.get(base.id)!.id, limit: '1' },
    },
  });
  if (!data) return null;
  return (
    <Text component="li" size="sm">
      <b>
        {nameOf(run)} against {nameOf(base)}
      </b>
      , the {group.kind.replaceAll('_', ' ')}: {data.verdict}{' '}
      <Flipped count={data.flipped_rows} of={data.rows} group={group.key} pair={[run.id, base.id]} />.
    </Text>
  );
}
