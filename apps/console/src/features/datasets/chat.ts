export interface Turn {
  role: string;
  text: string;
}

/** A row as who says what, or null where it holds anything beside plain turns: then it is shown as it is. */
export function chatOf(row: Record<string, unknown>): Turn[] | null {
  const names = Object.keys(row).sort().join();
  if (names === 'messages') return turnsOf(row['messages']);
  if (names === 'completion,prompt') return pair(row['prompt'], row['completion']);
  return null;
}

function turnsOf(messages: unknown): Turn[] | null {
  if (!Array.isArray(messages)) return null;
  const turns = messages.map((message: Record<string, unknown> | null) => {
    const isPlain =
      message !== null && Object.keys(message).every((key) => key === 'role' || key === 'content');
    const { role, content } = message ?? {};
    return isPlain && typeof role === 'string' && typeof content === 'string'
      ? { role, text: content }
      : null;
  });
  return turns.every((turn) => turn !== null) ? turns : null;
}

const pair = (prompt: unknown, completion: unknown): Turn[] | null =>
  typeof prompt === 'string' && typeof completion === 'string'
    ? [
        { role: 'prompt', text: prompt },
        { role: 'completion', text: completion },
      ]
    : null;
