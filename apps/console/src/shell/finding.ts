import type { ComponentType } from 'react';

export interface Item {
  id: string;
  label: string;
  hint?: string;
  icon?: ComponentType<{ size?: number }>;
  /** Where it leads, or what it does. */
  to?: string;
  run?: () => void;
}

/** The best matches, best first: every word must occur; at the beginning of the label counts most. */
export function found(items: readonly Item[], query: string, limit: number): Item[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const hits: { item: Item; score: number }[] = [];
  for (const item of items) {
    const score = scoreOf(item, words);
    if (score > 0) hits.push({ item, score });
  }
  return hits
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ item }) => item);
}

function scoreOf({ label, hint = '' }: Item, words: readonly string[]): number {
  const name = label.toLowerCase();
  const rest = hint.toLowerCase();
  let score = 0;
  for (const word of words) {
    const at = name.indexOf(word);
    if (at === 0) score += 8;
    else if (at > 0) score += /[\s_-]/.test(name[at - 1]!) ? 4 : 2;
    else if (rest.includes(word)) score += 1;
    else return 0;
  }
  return score + 1 / name.length;
}
