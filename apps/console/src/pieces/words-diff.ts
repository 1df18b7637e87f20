import { diffWordsWithSpace } from 'diff';

export interface Piece {
  text: string;
  kind: 'same' | 'added' | 'removed';
}
/** A diff of two texts that have nothing in common takes ever longer; past this nothing is marked. */
const MOST_MS = 150;

/** The words of `text` with what it has beside `other`, and what it lacks; null where they are too far apart. */
export function piecesOf(other: string, text: string): Piece[] | null {
  const parts = diffWordsWithSpace(other, text, { timeout: MOST_MS });
  return (
    parts?.map(({ value, added, removed }) => ({
      text: value,
      kind: added ? 'added' : removed ? 'removed' : 'same',
    })) ?? null
  );
}

const words = (text: string): number => text.split(/\s+/).filter(Boolean).length;
/** `same`: what is said where nothing differs. */
export function differenceOf(pieces: readonly Piece[] | null, same = 'The same answer'): string {
  if (pieces === null) return 'Too different to be marked';
  const sum = (kind: Piece['kind']) =>
    pieces.filter((one) => one.kind === kind).reduce((all, { text }) => all + words(text), 0);
  const [added, removed] = [sum('added'), sum('removed')];
  if (pieces.every(({ kind }) => kind === 'same')) return same;
  return `${added} ${added === 1 ? 'word' : 'words'} more, ${removed} less`;
}
