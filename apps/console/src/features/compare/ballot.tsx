import { Button, Group as Line, Text } from '@mantine/core';
import { useEffect } from 'react';
import { isBusy } from '../../shell/keys.js';
import type { Job } from '../jobs/job-words.js';
import type { AnsweredRow } from './answered.js';
import { Asking } from './asking.js';
import { shuffled, type Vote } from './blind.js';
import { nameOf } from './side-by-side.js';

interface BallotProps {
  row: AnsweredRow;
  seed: string;
  vote: Vote | undefined;
  /** Null as long as they are hidden. */
  names: ReadonlyMap<string, Job> | null;
  choose: (vote: Vote) => void;
  before: (() => void) | null;
  next: (() => void) | null;
}

/** One row: its answers in their own order; a digit is a vote, 0 for none, and the arrows go on. */
export function Ballot({ row, seed, vote, names, choose, before, next }: BallotProps) {
  const shown = shuffled(row.answers, `${seed} ${row.row}`);
  const ids = shown.map(({ evaluation }) => evaluation);
  const pick = (choice: string | null) => choose({ row: row.row, shown: ids, choice });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isBusy(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'ArrowLeft') before?.();
      if (event.key === 'ArrowRight') next?.();
      const number = /^\d$/.test(event.key) ? Number(event.key) : -1;
      if (names !== null || number < 0 || number > ids.length) return;
      pick(number === 0 ? null : ids[number - 1]!);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  return (
    <section aria-label={`Row ${row.row}`} className="ballot">
      <Text size="sm" fw={600} mb="xs">
        Row {row.row}
      </Text>
      <Asking of={row} />
      <ul className="answers">
        {shown.map(({ evaluation, answer }, at) => {
          const letter = String.fromCharCode(65 + at);
          const run = names?.get(evaluation);
          const isChosen = vote?.choice === evaluation;
          return (
            <li key={letter} data-chosen={isChosen || undefined}>
              <div className="answer-head">
                <b>{run ? nameOf(run) : `Answer ${letter}`}</b>
                <Button
                  size="compact-xs"
                  aria-pressed={isChosen}
                  variant={isChosen ? 'filled' : 'default'}
                  disabled={names !== null}
                  onClick={() => pick(evaluation)}
                >
                  {isChosen ? 'Preferred' : `Prefer ${letter}`}
                </Button>
              </div>
              <div className="said">{answer ? answer.answer || '(nothing)' : 'It was not asked.'}</div>
            </li>
          );
        })}
      </ul>
      <Line justify="space-between" mt="md">
        <Button
          aria-pressed={vote?.choice === null}
          variant={vote?.choice === null ? 'filled' : 'default'}
          disabled={names !== null}
          onClick={() => pick(null)}
        >
          None is better
        </Button>
        <Line gap="xs">
          <Button disabled={before === null} onClick={() => before?.()}>
            Row before
          </Button>
          <Button disabled={next === null} onClick={() => next?.()}>
            Next row
          </Button>
        </Line>
      </Line>
    </section>
  );
}
