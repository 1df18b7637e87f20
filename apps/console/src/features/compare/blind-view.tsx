import { Button, Group as Line, Progress, Text } from '@mantine/core';
import { useState } from 'react';
import { Asked, Empty } from '../../pieces/states.js';
import { save } from '../audit/export.js';
import { PAGE, useAnswers } from './answers-data.js';
import { Ballot } from './ballot.js';
import { keepRound, linesOf, newSeed, roundIn, voted } from './blind.js';
import type { TabProps } from './compare-page.js';
import { Counts } from './counts.js';
import type { Group } from './measured.js';

type Props = TabProps & { group: Group; seed: string };

/** One row after another, its answers without names and in an order of its own. The names come at the end. */
export function BlindView(props: Props) {
  const { group, runs, seed } = props;
  // by id: the order of the address must tell nothing
  const evaluations = runs.map(({ id }) => group.of.get(id)!.id).sort();
  return <Voting key={`${seed} ${evaluations.join()}`} {...props} evaluations={evaluations} />;
}

function Voting({ group, runs, search, put, seed, evaluations }: Props & { evaluations: string[] }) {
  const [round, setRound] = useState(() => roundIn(seed, evaluations));
  const keep = (next: typeof round) => {
    keepRound(seed, evaluations, next);
    setRound(next);
  };
  const at = Math.floor(search.from ?? 0);
  const answers = useAnswers(group, evaluations, Math.floor(at / PAGE) * PAGE, PAGE);
  const total = group.of.get(runs[0]!.id)?.rows ?? null;
  const go = (to: number) => put({ from: to || undefined });
  const byEvaluation = new Map(runs.map((run) => [group.of.get(run.id)!.id, run]));
  const exported = () => {
    const of = { seed, data: group.data, split: group.split };
    const ids = new Map([...byEvaluation].map(([id, run]) => [id, run.id]));
    save(new Blob([linesOf(round.votes, { ...of, runs: ids })]), `votes-${seed}.jsonl`);
  };
  return (
    <>
      <Line justify="space-between" mb="xs">
        <Text size="sm">
          {round.votes.length} {total === null ? 'voted' : `of ${total} rows voted`}
        </Text>
        <Line gap="xs">
          {!round.isOpen && (
            <Button disabled={round.votes.length === 0} onClick={() => keep({ ...round, isOpen: true })}>
              End and show the names
            </Button>
          )}
          {round.isOpen && <Button onClick={exported}>Export JSONL</Button>}
          {round.isOpen && (
            <Button onClick={() => put({ blind: newSeed(), from: undefined }, false)}>New round</Button>
          )}
        </Line>
      </Line>
      {total !== null && total > 0 && (
        <Progress value={(100 * round.votes.length) / total} size="xs" mb="md" aria-label="Rows voted" />
      )}
      {round.isOpen && <Counts votes={round.votes} runs={byEvaluation} />}
      <Asked of={answers}>
        {({ rows, has }) => {
          const row = rows[at % PAGE];
          if (!row) return <Empty title="No row here" />;
          const isLast = at % PAGE === rows.length - 1 && !has;
          return (
            <Ballot
              key={row.row}
              {...{ row, seed }}
              vote={round.votes.find((one) => one.row === row.row)}
              names={round.isOpen ? byEvaluation : null}
              choose={(vote) => {
                keep({ ...round, votes: voted(round.votes, vote) });
                if (!isLast) go(at + 1);
              }}
              before={at > 0 ? () => go(at - 1) : null}
              next={isLast ? null : () => go(at + 1)}
            />
          );
        }}
      </Asked>
    </>
  );
}
