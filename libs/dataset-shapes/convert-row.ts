import type { Row } from '#dataset-checks/check-json.js';
import { isDictionary, quoted } from '#dataset-checks/check-messages.js';
import { LISTS, type Shape } from './shapes.js';

/** Which column holds what, for the shape `columns`. */
export interface Columns {
  system?: string;
  user?: string;
  assistant?: string;
  prompt?: string;
  chosen?: string;
  rejected?: string;
}
export interface Wanted {
  shape: Shape;
  columns?: Columns;
  /** A system message put before every conversation that has none. */
  system?: string;
}
/** Takes note of a rule that was applied to a row, and of a fault that leaves the row without a conversion. */
export interface Notes {
  rule(id: string, text: string): void;
  fault(code: string, column: string | null, text: string): void;
}
interface Message {
  role: string;
  content: string;
  [key: string]: unknown;
}

/** A row of any shape as a chat, preference or unpaired line; null where a fault was told. */
export function convertRow(row: Row, wanted: Wanted, notes: Notes): Row | null {
  const made = MAKERS[wanted.shape](row, wanted, notes);
  if (!made || wanted.system === undefined) return made;
  const list = (isDictionary(made['input']) ? made['input'] : made)['messages'] as Message[];
  if (list[0]?.role === 'system' || list[0]?.role === 'developer') return made;
  notes.rule('system_added', 'the given system message is put first');
  list.unshift({ role: 'system', content: wanted.system });
  return made;
}

type Maker = (row: Row, wanted: Wanted, notes: Notes) => Row | null;
const MAKERS: Record<Shape, Maker> = {
  chat: (row, _, notes) => {
    const key = LISTS.find((name) => Array.isArray(row[name]));
    if (!key) return missing('messages', notes);
    if (key !== 'messages') notes.rule('messages_renamed', `'${key}' becomes 'messages'`);
    dropOthers(row, [key, 'tools', 'parallel_tool_calls'], notes);
    const { tools, parallel_tool_calls: parallel } = row;
    return {
      messages: row[key],
      ...(tools != null ? { tools } : {}),
      ...(parallel != null ? { parallel_tool_calls: parallel } : {}),
    };
  },
  sharegpt: (row, _, notes) => {
    const key = LISTS.find((name) => Array.isArray(row[name]));
    if (!key) return missing('conversations', notes);
    const turns = shareGptTurns(row[key] as unknown[], key, notes);
    dropOthers(row, [key, 'system'], notes);
    if (!turns) return null;
    if (typeof row['system'] !== 'string' || row['system'].trim() === '') return { messages: turns };
    notes.rule('system_column', "'system' becomes the system message");
    return { messages: [{ role: 'system', content: row['system'] }, ...turns] };
  },
  alpaca: (row, _, notes) => {
    const [instruction, output] = [textOf(row, 'instruction', notes), textOf(row, 'output', notes)];
    const input = isEmpty(row['input']) ? '' : textOf(row, 'input', notes);
    dropOthers(row, ['instruction', 'input', 'output', 'system'], notes);
    if (instruction === null || output === null || input === null) return null;
    if (input === '') notes.rule('instruction_alone', "'instruction' becomes the user's message");
    else
      notes.rule(
        'instruction_and_input',
        "'instruction', an empty line and 'input' become the user's message",
      );
    notes.rule('output', "'output' becomes the assistant's message");
    const system = isEmpty(row['system']) ? null : textOf(row, 'system', notes);
    if (system) notes.rule('system_column', "'system' becomes the system message");
    return chat({
      system,
      user: input === '' ? instruction : `${instruction}\n\n${input}`,
      assistant: output,
    });
  },
  completion: (row, _, notes) => {
    const [user, assistant] = [textOf(row, 'prompt', notes), textOf(row, 'completion', notes)];
    dropOthers(row, ['prompt', 'completion'], notes);
    if (user === null || assistant === null) return null;
    notes.rule('prompt_completion', "'prompt' becomes the user's message, 'completion' the assistant's");
    return chat({ system: null, user, assistant });
  },
  preference: (row, _, notes) => {
    if (row['preferred_output'] !== undefined) {
      dropOthers(row, ['input', 'preferred_output', 'non_preferred_output'], notes);
      const { input, preferred_output, non_preferred_output } = row;
      if (!isDictionary(input) || !Array.isArray(input['messages'])) return missing('input', notes);
      return {
        input: { ...input, messages: [...(input['messages'] as unknown[])] },
        preferred_output,
        non_preferred_output,
      };
    }
    dropOthers(row, ['prompt', 'chosen', 'rejected'], notes);
    return preference(row, { prompt: 'prompt', chosen: 'chosen', rejected: 'rejected' }, notes);
  },
  unpaired: (row, wanted, notes) => {
    const { label, ...answer } = row;
    const said = labelOf(label, notes);
    const lists = Array.isArray(row['prompt']) && Array.isArray(row['completion']);
    const made = lists
      ? ofPrompt(answer, notes)
      : MAKERS[row['completion'] === undefined ? 'chat' : 'completion'](answer, wanted, notes);
    return made && said !== null ? { ...made, label: said } : null;
  },
  columns: (row, { columns = {} }, notes) => {
    const used = Object.values(columns).filter((name): name is string => name !== undefined);
    dropOthers(row, used, notes);
    for (const [role, name] of Object.entries(columns))
      notes.rule(`column_${role}`, `column '${name}' becomes ${ROLE_WORDS[role as keyof Columns]}`);
    if (columns.chosen !== undefined) return preference(row, columns, notes);
    const user = textOf(row, columns.user!, notes);
    const assistant = textOf(row, columns.assistant!, notes);
    const system =
      columns.system === undefined || isEmpty(row[columns.system])
        ? null
        : textOf(row, columns.system, notes);
    return user === null || assistant === null ? null : chat({ system, user, assistant });
  },
};

const ROLE_WORDS: Record<keyof Columns, string> = {
  system: 'the system message',
  user: "the user's message",
  assistant: "the assistant's message",
  prompt: 'the prompt',
  chosen: 'the preferred answer',
  rejected: 'the other answer',
};

const chat = (said: { system: string | null; user: string; assistant: string }): Row => ({
  messages: [
    ...(said.system ? [{ role: 'system', content: said.system }] : []),
    { role: 'user', content: said.user },
    { role: 'assistant', content: said.assistant },
  ],
});

/** ShareGPT's and its relatives' speakers. */
const SPEAKERS: Record<string, string> = {
  human: 'user',
  user: 'user',
  gpt: 'assistant',
  chatgpt: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  assistant: 'assistant',
  model: 'assistant',
  system: 'system',
};

function shareGptTurns(turns: unknown[], key: string, notes: Notes): Message[] | null {
  const messages: Message[] = [];
  for (const [index, turn] of turns.entries()) {
    const at = `${key}[${index}]`;
    if (!isDictionary(turn)) return stop(notes, 'turn_invalid', at, `has ${at}, which is not a dictionary`);
    const role = typeof turn['from'] === 'string' ? SPEAKERS[turn['from'].toLowerCase()] : undefined;
    if (!role)
      return stop(
        notes,
        'speaker_unknown',
        `${at}.from`,
        `is spoken by '${quoted(turn['from'])}', who is no known speaker`,
      );
    const { value } = turn;
    if (typeof value !== 'string')
      return stop(notes, 'value_not_text', `${at}.value`, `has ${at}.value, which is not text`);
    notes.rule(`speaker_${role}`, `turns of '${turn['from'] as string}' become messages of the role ${role}`);
    messages.push({ role, content: value });
  }
  return messages.length > 0 ? messages : stop(notes, 'value_empty', key, `has '${key}' without turns`);
}

/** Texts, or TRL's lists of messages; with lists, the messages that both begin with are the prompt where none is given. */
function preference(row: Row, columns: Columns, notes: Notes): Row | null {
  const [chosen, rejected] = [row[columns.chosen!], row[columns.rejected!]];
  if (Array.isArray(chosen) && Array.isArray(rejected))
    return ofLists(row[columns.prompt!], { chosen, rejected }, notes);
  const prompt = textOf(row, columns.prompt!, notes);
  const [good, bad] = [textOf(row, columns.chosen!, notes), textOf(row, columns.rejected!, notes)];
  if (prompt === null || good === null || bad === null) return null;
  notes.rule(
    'preference_texts',
    "the prompt becomes the user's message, the two answers one assistant message each",
  );
  return pair(
    [{ role: 'user', content: prompt }],
    { role: 'assistant', content: good },
    { role: 'assistant', content: bad },
  );
}

function ofLists(prompt: unknown, of: { chosen: unknown[]; rejected: unknown[] }, notes: Notes): Row | null {
  const { chosen, rejected } = of;
  const last = chosen.at(-1);
  const other = rejected.at(-1);
  if (!isDictionary(last) || !isDictionary(other))
    return stop(
      notes,
      'turn_invalid',
      'chosen',
      "has 'chosen' or 'rejected' that does not end with a message",
    );
  const before = chosen.slice(0, -1);
  if (JSON.stringify(before) !== JSON.stringify(rejected.slice(0, -1))) {
    return stop(
      notes,
      'prompts_differ',
      'rejected',
      "has 'chosen' and 'rejected' that differ before their last message",
    );
  }
  const given = Array.isArray(prompt)
    ? (prompt as unknown[])
    : typeof prompt === 'string' && before.length === 0
      ? [{ role: 'user', content: prompt }]
      : [];
  const messages = before.length > 0 ? before : given;
  if (messages.length === 0)
    return stop(notes, 'value_empty', 'prompt', 'has answers without a prompt before them');
  if (before.length > 0)
    notes.rule('prompt_of_lists', "what 'chosen' and 'rejected' begin with is the prompt");
  notes.rule('preference_lists', "the last messages of 'chosen' and 'rejected' become the two answers");
  return pair(messages, last, other);
}

/** TRL's conversational form: the messages before, and the list that holds the answer. */
function ofPrompt(row: Row, notes: Notes): Row {
  dropOthers(row, ['prompt', 'completion'], notes);
  notes.rule('prompt_lists', "the messages of 'prompt' and 'completion' become one conversation");
  return { messages: [...(row['prompt'] as unknown[]), ...(row['completion'] as unknown[])] };
}

/** Tables write truth values as 0 and 1 or as words; nothing else is guessed. */
function labelOf(value: unknown, notes: Notes): boolean | null {
  if (typeof value === 'boolean') return value;
  const text =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
      ? String(value).toLowerCase()
      : '';
  if (!['0', '1', 'true', 'false'].includes(text))
    return stop(notes, 'label_invalid', 'label', "has a 'label' that is neither true nor false");
  notes.rule('label_read', "'label' is read as true (1, true) or false (0, false)");
  return text === '1' || text === 'true';
}

const pair = (messages: unknown[], good: unknown, bad: unknown): Row => ({
  input: { messages: [...messages] },
  preferred_output: [good],
  non_preferred_output: [bad],
});

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** A cell as text; numbers and truth values are written out, and that is a rule too. */
function textOf(row: Row, column: string, notes: Notes): string | null {
  const value = row[column];
  if (value === undefined) return missing(column, notes);
  if (isEmpty(value)) return stop(notes, 'value_empty', column, `has an empty '${column}'`);
  if (typeof value === 'string') return value;
  if (
    typeof value === 'boolean' ||
    typeof value === 'bigint' ||
    (typeof value === 'number' && Number.isFinite(value))
  ) {
    notes.rule('number_as_text', `a ${typeof value} in '${column}' is written as text`);
    return String(value);
  }
  return stop(notes, 'value_not_text', column, `has something else than text in '${column}'`);
}

function dropOthers(row: Row, used: readonly string[], notes: Notes): void {
  const others = Object.keys(row).filter((key) => !used.includes(key) && row[key] != null);
  for (const key of others.slice(0, 50)) notes.rule(`dropped_${quoted(key)}`, `'${quoted(key)}' is left out`);
}

const missing = (column: string, notes: Notes): null =>
  stop(notes, 'column_missing', column, `has no '${column}'`);

function stop(notes: Notes, code: string, column: string, text: string): null {
  notes.fault(code, column, text);
  return null;
}
