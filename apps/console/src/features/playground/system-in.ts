import type { Message } from './conversation.js';

/** The system message that all of these rows have; null where they have none, or not the same. */
export function systemIn(rows: readonly unknown[]): string | null {
  const found = new Set(
    rows.map(
      (row) => (row as { messages?: Message[] }).messages?.find(({ role }) => role === 'system')?.content,
    ),
  );
  return found.size === 1 ? ([...found][0] ?? null) : null;
}
