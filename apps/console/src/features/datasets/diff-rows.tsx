import { Badge, Text } from '@mantine/core';
import { useMemo } from 'react';
import { Part } from '../../pieces/facts.js';
import { MarkedWords } from '../../pieces/marked-words.js';
import { piecesOf } from '../../pieces/words-diff.js';
import { type Kind, textOf } from './diff.js';
import type { RowChange } from './dataset-data.js';

const TONES: Record<Kind, string> = { changed: 'blue', added: 'green', removed: 'red' };
type Side = RowChange['now'];

/** One row that differs, by what became of it. */
export function ChangedRow({ of: { kind, before, now } }: { of: RowChange }) {
  const where = [before && `line ${before.line} before`, now && `line ${now.line} now`].filter(Boolean);
  return (
    <Part
      title={where.join(', ').replace(/^l/, 'L')}
      actions={
        <Badge variant="light" color={TONES[kind]} tt="none">
          {kind}
        </Badge>
      }
    >
      {kind === 'changed' ? (
        <Changed before={before} now={now} />
      ) : (
        <Whole side={now ?? before} kind={kind} />
      )}
      {(before?.is_cut || now?.is_cut) && (
        <Text size="xs" c="dimmed">
          Long texts are cut.
        </Text>
      )}
    </Part>
  );
}

const textIn = (side: Side): string => (side?.row ? textOf(side.row) : '');
const NO_ROW = 'This line is no row; the file has it as it was uploaded.';

function Whole({ side, kind }: { side: Side; kind: 'added' | 'removed' }) {
  const text = textIn(side);
  return text === '' ? <Text size="sm">{NO_ROW}</Text> : <MarkedWords pieces={[{ text, kind }]} />;
}

function Changed({ before, now }: { before: Side; now: Side }) {
  const [old, young] = [textIn(before), textIn(now)];
  const pieces = useMemo(() => piecesOf(old, young), [old, young]);
  if (old === young)
    return (
      <Text size="sm">
        {young === '' ? NO_ROW : 'What differs lies behind the cut, or in the spelling of the line alone.'}
      </Text>
    );
  return (
    <MarkedWords
      pieces={
        pieces ?? [
          { text: old, kind: 'removed' },
          { text: `\n\n${young}`, kind: 'added' },
        ]
      }
    />
  );
}
