/** What a reader preferred of one row: an evaluation, or none of them. */
export interface Vote {
  row: number;
  /** As they stood, from the left. */
  shown: string[];
  choice: string | null;
}

/** The order in which a row's answers stand: the same for the same seed, and told by nothing on the page. */
export function shuffled<T>(all: readonly T[], seed: string): T[] {
  const left = [...all];
  const next = randomOf(seed);
  for (let at = left.length - 1; at > 0; at -= 1) {
    const other = Math.floor(next() * (at + 1));
    [left[at], left[other]] = [left[other]!, left[at]!];
  }
  return left;
}

/** FNV-1a over the seed, then mulberry32: small, and alike in every browser. */
function randomOf(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const letter of seed) state = Math.imul(state ^ letter.codePointAt(0)!, 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How often each was preferred, and how often none. */
export function countsOf(votes: readonly Vote[], evaluations: readonly string[]) {
  const of = (choice: string | null) => votes.filter((vote) => vote.choice === choice).length;
  return { won: evaluations.map((id) => ({ id, votes: of(id) })), none: of(null) };
}

export interface Round {
  votes: Vote[];
  /** Names were shown: nothing can be changed any more. */
  isOpen: boolean;
}
const NEW: Round = { votes: [], isOpen: false };
const at = (seed: string, evaluations: readonly string[]) =>
  `luthier.blind.${seed}.${[...evaluations].sort().join(',')}`;

/** Votes live as long as the tab. */
export function roundIn(seed: string, evaluations: readonly string[]): Round {
  try {
    return {
      ...NEW,
      ...(JSON.parse(sessionStorage.getItem(at(seed, evaluations)) ?? '{}') as Partial<Round>),
    };
  } catch {
    return NEW;
  }
}
export const keepRound = (seed: string, evaluations: readonly string[], round: Round): void =>
  sessionStorage.setItem(at(seed, evaluations), JSON.stringify(round));

/** A vote replaces the one that the row had. */
export const voted = (votes: readonly Vote[], vote: Vote): Vote[] =>
  [...votes.filter(({ row }) => row !== vote.row), vote].sort((a, b) => a.row - b.row);

/** A JSON object a line: enough to count again, or to train a judge on. */
export const linesOf = (
  votes: readonly Vote[],
  of: { seed: string; data: string; split: string; runs: ReadonlyMap<string, string> },
): string =>
  votes
    .map(({ row, shown, choice }) => {
      const line = { dataset_version: of.data, split: of.split, row, shown, choice };
      return `${JSON.stringify({ ...line, run: choice && (of.runs.get(choice) ?? null), seed: of.seed })}\n`;
    })
    .join('');

/** Stands in the address: who opens it votes on the same order. */
export const newSeed = (): string =>
  [...crypto.getRandomValues(new Uint8Array(5))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
