import { Button, Group as Line, Select, Switch, Text } from '@mantine/core';
import { MessagesSquare } from 'lucide-react';
import { Part } from '../../pieces/facts.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import type { Job } from '../jobs/job-words.js';
import { type AnsweredRow, isFlipped } from './answered.js';
import { PAGE, SOUGHT, useAnswers } from './answers-data.js';
import { newSeed } from './blind.js';
import { BlindView } from './blind-view.js';
import type { TabProps } from './compare-page.js';
import { About } from './evaluations-tab.js';
import type { Group } from './measured.js';
import { Asking } from './asking.js';
import { useGroups } from './runs-data.js';
import { pairIn } from './search.js';
import { nameOf } from './side-by-side.js';

/** What the models of the runs answered to the same rows, with their names, or blind. */
export function AnswersTab(of: TabProps) {
  const groups = useGroups(of.runs.map(({ id }) => id));
  const shared = groups.data?.filter((group) => group.of.size > 1);
  return (
    <Asked
      of={{ ...groups, data: shared }}
      empty={
        <Empty
          icon={MessagesSquare}
          title="No two of them answered the same rows"
          text="Answers stand beside each other where two evaluations of one task share a dataset version and a split."
        />
      }
    >
      {(all) => <Shared {...of} groups={all} />}
    </Asked>
  );
}

function Shared({ groups, ...of }: TabProps & { groups: readonly Group[] }) {
  const { runs, search, put } = of;
  const group = groups.find(({ key }) => key === search.on) ?? groups[0]!;
  const measured = runs.filter(({ id }) => group.of.has(id));
  const shown = pairIn(search, measured);
  const isBlind = search.blind !== undefined;
  return (
    <>
      <Line gap="lg" mb="md" align="end">
        <Select
          label="Evaluation"
          w={260}
          maw="100%"
          data={groups.map(({ key, task, split, kind }) => ({
            value: key,
            label: `${task.replaceAll('_', ' ')}, ${split}, ${kind.replaceAll('_', ' ')}`,
          }))}
          value={group.key}
          onChange={(on) => put({ on: on ?? undefined, from: undefined })}
        />
        {!isBlind && (
          <Switch
            label="Only flipped"
            checked={search.flipped ?? false}
            onChange={(event) => put({ flipped: event.currentTarget.checked || undefined, from: undefined })}
          />
        )}
        <Switch
          label="Blind"
          checked={isBlind}
          onChange={(event) =>
            put(
              {
                blind: event.currentTarget.checked ? newSeed() : undefined,
                ...{ pair: undefined, from: undefined },
              },
              false,
            )
          }
        />
        {!isBlind && shown.length < measured.length && (
          <Text size="sm">
            {shown.map(nameOf).join(' and ')}{' '}
            <Button size="compact-xs" onClick={() => put({ pair: undefined, from: undefined })}>
              Show all {measured.length}
            </Button>
          </Text>
        )}
      </Line>
      {isBlind ? (
        <BlindView {...{ ...of, group, runs: measured, seed: search.blind! }} />
      ) : (
        <Open {...{ ...of, group, runs: shown }} />
      )}
    </>
  );
}

function Open({ group, runs, search, put }: TabProps & { group: Group }) {
  const { flipped = false } = search;
  const size = flipped ? SOUGHT : PAGE;
  const from = Math.floor((search.from ?? 0) / size) * size;
  const ids = runs.map(({ id }) => group.of.get(id)!.id);
  const answers = useAnswers(group, ids, from, size);
  const shown = (rows: readonly AnsweredRow[]) => (flipped ? rows.filter(isFlipped) : rows);
  return (
    <Asked of={answers}>
      {({ rows, has }) => (
        <>
          <div className="answered">
            {shown(rows).map((row) => (
              <Row key={row.row} of={row} runs={runs} />
            ))}
          </div>
          {shown(rows).length === 0 && (
            <Empty
              title={flipped && rows.length > 0 ? `None of ${rows.length} rows flipped` : 'No row here'}
            />
          )}
          <Line justify="space-between" mt="md">
            <div className="dimmed-line">
              <About of={group} />
            </div>
            <Line gap="xs">
              <Button disabled={from === 0} onClick={() => put({ from: from - size || undefined }, false)}>
                Before
              </Button>
              <Button disabled={!has} onClick={() => put({ from: from + size }, false)}>
                Next {size} rows
              </Button>
            </Line>
          </Line>
        </>
      )}
    </Asked>
  );
}

const Row = ({ of, runs }: { of: AnsweredRow; runs: readonly Job[] }) => (
  <Part title={`Row ${of.row}`}>
    <Asking of={of} />
    <ul className="answers">
      {of.answers.map(({ evaluation, answer }, at) => (
        <li key={evaluation}>
          <div className="answer-head">
            <b>{nameOf(runs[at]!)}</b>
            {answer && (
              <State of={answer.correct ? 'right' : 'wrong'} tone={answer.correct ? 'good' : 'bad'} />
            )}
          </div>
          <div className="said">{answer ? answer.answer || '(nothing)' : 'It was not asked.'}</div>
        </li>
      ))}
    </ul>
  </Part>
);
