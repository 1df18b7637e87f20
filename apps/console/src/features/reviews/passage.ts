export interface Passage {
  from: number;
  to: number;
}

/** `2.3`, `2`, `A`: how a clause names its section; null where it names none. */
export function sectionOf(clause: string): string | null {
  const named = /(?:§+\s*|\b(?:section|article|clause|paragraph)\s+)(\d+(?:\.\d+)*|[A-Z]\b)/i.exec(
    clause,
  )?.[1];
  return named ?? null;
}

// `2.`, `2)`, `2.3 `, `Section 2.`, `§2` at the beginning of a line
const HEAD =
  /^[ \t]*(?:section[ \t]+|article[ \t]+|§+[ \t]*)?(\d+(?:\.\d+)*|[A-Z](?=[.)]))[.):]?(?=[ \t]+\S)/gim;

/**
 * Where a text has what a clause names: from the line that begins the section to the next one that is no part of it. Null where
 * the text has no such line: a guess would show a reader the wrong words.
 */
export function passageOf(text: string, clause: string): Passage | null {
  const wanted = sectionOf(clause)?.toUpperCase();
  if (wanted === undefined) return null;
  const heads = [...text.matchAll(HEAD)].map((match) => ({ at: match.index, name: match[1]!.toUpperCase() }));
  const first = heads.findIndex(({ name }) => name === wanted);
  if (first < 0) return null;
  const next = heads.slice(first + 1).find(({ name }) => !name.startsWith(`${wanted}.`));
  const from = heads[first]!.at;
  return { from, to: from + text.slice(from, next?.at).trimEnd().length };
}

export interface Piece {
  text: string;
  marked: boolean;
}

/** The whole text in pieces, those within a passage marked; passages may overlap. */
export function piecesOf(text: string, passages: readonly Passage[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { from, to } of [...passages].sort((a, b) => a.from - b.from)) {
    if (to <= at) continue;
    if (from > at) pieces.push({ text: text.slice(at, from), marked: false });
    pieces.push({ text: text.slice(Math.max(at, from), to), marked: true });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false });
  return pieces;
}
