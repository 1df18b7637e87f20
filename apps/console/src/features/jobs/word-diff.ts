export interface Span {
  text: string;
  differs: boolean;
}

/** Texts of which the common part would take too long to find differ from their first to their last other word. */
const MOST_CELLS = 1_000_000;

/** Two texts word by word: what `before` alone has, and what `after` alone has. */
export function wordDiff(before: string, after: string): { before: Span[]; after: Span[] } {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const [keptA, keptB] = [new Set<number>(), new Set<number>()];
  for (const [i, j] of commonOf(a, b)) {
    keptA.add(i);
    keptB.add(j);
  }
  return { before: spansOf(a, keptA), after: spansOf(b, keptB) };
}

/** A word with the blanks behind it. */
const wordsOf = (text: string): string[] => text.match(/^\s+|\S+\s*/g) ?? [];
const same = (a: string | undefined, b: string | undefined): boolean => a?.trimEnd() === b?.trimEnd();

/** Places of the longest common run of words, in order. */
function commonOf(a: string[], b: string[]): [number, number][] {
  let start = 0;
  while (start < Math.min(a.length, b.length) && same(a[start], b[start])) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && same(a.at(-1 - end), b.at(-1 - end))) end += 1;
  const found: [number, number][] = Array.from({ length: start }, (_, at) => [at, at]);
  const [rows, columns] = [a.length - start - end, b.length - start - end];
  if (rows * columns <= MOST_CELLS) found.push(...middleOf(a, b, { start, rows, columns }));
  for (let at = end; at > 0; at -= 1) found.push([a.length - at, b.length - at]);
  return found;
}

function middleOf(
  a: string[],
  b: string[],
  { start, rows, columns }: { start: number; rows: number; columns: number },
): [number, number][] {
  const width = columns + 1;
  const longest = new Uint16Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i -= 1)
    for (let j = columns - 1; j >= 0; j -= 1)
      longest[i * width + j] = same(a[start + i], b[start + j])
        ? longest[(i + 1) * width + j + 1]! + 1
        : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
  const found: [number, number][] = [];
  for (let i = 0, j = 0; i < rows && j < columns;)
    if (same(a[start + i], b[start + j])) found.push([start + i++, start + j++]);
    else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) i += 1;
    else j += 1;
  return found;
}

function spansOf(words: string[], kept: ReadonlySet<number>): Span[] {
  const spans: Span[] = [];
  for (const [at, text] of words.entries()) {
    const differs = !kept.has(at);
    const last = spans.at(-1);
    if (last?.differs === differs) last.text += text;
    else spans.push({ text, differs });
  }
  return spans;
}
