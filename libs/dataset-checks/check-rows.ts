import type { Row } from './check-json.js';
import { checkMessages, type Conversation, isDictionary, quoted, type Report } from './check-messages.js';

export const FORMATS = ['chat', 'preference', 'completion', 'unpaired'] as const;
export type Format = (typeof FORMATS)[number];

/** Row counts that a rule or a view needs. */
export interface RowFacts {
  messages: number;
  hasTools: boolean;
  label?: boolean;
}
const NONE: RowFacts = { messages: 0, hasTools: false };

/**
 * What a row wants to be, by its keys; null for none of them. A chat or completion with a label is an answer on its own that
 * is wanted or not: TRL's unpaired preference. `began`: in a file of those a label is a fault where it is none.
 */
export function formatOf(row: Row, began?: Format | null): Format | null {
  if ((typeof row['label'] === 'boolean' || began === 'unpaired') && isAnswer(row)) return 'unpaired';
  if (row['preferred_output'] !== undefined || row['non_preferred_output'] !== undefined) return 'preference';
  if (row['messages'] !== undefined) return 'chat';
  if (row['prompt'] !== undefined && row['completion'] !== undefined) return 'completion';
  return null;
}

const isAnswer = (row: Row): boolean =>
  row['messages'] !== undefined || (row['prompt'] !== undefined && row['completion'] !== undefined);

/** Holds one row to the rules of its format (OpenAI's, see docs of fine-tuning) and tells of every breach. */
export function checkRow(row: Row, format: Format, report: Report): RowFacts {
  switch (format) {
    case 'chat':
      return checkChat(row, report);
    case 'preference':
      return checkPreference(row, report);
    case 'completion':
      return checkCompletion(row, report);
    case 'unpaired':
      return checkUnpaired(row, report);
  }
}

function checkChat(row: Row, report: Report): RowFacts {
  warnUnknown(row, ['messages', 'tools', 'parallel_tool_calls'], report);
  const tools = checkToolList(row, '', report);
  const parallel = row['parallel_tool_calls'];
  if (parallel !== undefined && typeof parallel !== 'boolean') {
    report.fault(
      'parallel_tool_calls_invalid',
      'parallel_tool_calls',
      "'parallel_tool_calls' must be true or false",
    );
  }
  const talk = checkMessages(row['messages'], 'messages', report);
  if (!talk) return NONE;
  checkAssistants(talk, row['messages'] as unknown[], report);
  return { messages: talk.roles.length, hasTools: talk.hasTools || tools };
}

function checkAssistants({ roles }: Conversation, messages: unknown[], report: Report): void {
  const speaking = messages.filter((_, index) => roles[index] === 'assistant') as Row[];
  if (speaking.length === 0) {
    if (!roles.includes(null))
      report.fault('no_assistant', 'messages', 'has no message with the role assistant');
    return;
  }
  if (roles.at(-1) !== 'assistant' && roles.at(-1) !== null) {
    report.fault(
      'last_not_assistant',
      `messages[${roles.length - 1}].role`,
      'the last message must be from the assistant',
      roles.length - 1,
    );
  }
  if (speaking.every((message) => message['weight'] === 0)) {
    report.fault(
      'weights_all_zero',
      'messages',
      'gives every assistant message the weight 0: nothing would be learned',
    );
  }
}

function checkToolList(row: Row, prefix: string, report: Report): boolean {
  const { tools } = row;
  if (tools === undefined) return false;
  const valid =
    Array.isArray(tools) &&
    tools.every(
      (tool) =>
        isDictionary(tool) &&
        tool['type'] === 'function' &&
        isDictionary(tool['function']) &&
        typeof tool['function']['name'] === 'string',
    );
  if (!valid)
    report.fault(
      'tools_invalid',
      `${prefix}tools`,
      `'tools' must be a list of {"type":"function","function":{"name":…}}`,
    );
  return true;
}

const OUTPUTS = ['preferred_output', 'non_preferred_output'] as const;

function checkPreference(row: Row, report: Report): RowFacts {
  warnUnknown(row, ['input', ...OUTPUTS], report);
  const { input } = row;
  let facts = NONE;
  if (!isDictionary(input))
    report.fault('input_invalid', 'input', "'input' must be a dictionary with 'messages'");
  else {
    warnUnknown(input, ['messages', 'tools', 'parallel_tool_calls'], report, 'input.');
    const tools = checkToolList(input, 'input.', report);
    const talk = checkMessages(input['messages'], 'input.messages', report);
    const last = talk?.roles.at(-1);
    if (talk && last !== 'user' && last !== null) {
      report.fault(
        'input_not_user_last',
        `input.messages[${talk.roles.length - 1}].role`,
        'the last message of the input must be from the user',
        talk.roles.length - 1,
      );
    }
    facts = { messages: talk?.roles.length ?? 0, hasTools: tools || (talk?.hasTools ?? false) };
  }
  const outputs = OUTPUTS.map((name) => checkOutput(row, name, report));
  if (outputs.every((text) => text !== null) && outputs[0] === outputs[1]) {
    report.fault(
      'identical_outputs',
      'non_preferred_output',
      "'preferred_output' and 'non_preferred_output' are the same",
    );
  }
  return { ...facts, messages: facts.messages + outputs.length };
}

/** The output as comparable text; null where it is faulty. */
function checkOutput(row: Row, name: (typeof OUTPUTS)[number] | 'completion', report: Report): string | null {
  const value = row[name];
  const only = Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : undefined;
  if (!isDictionary(only) || only['role'] !== 'assistant') {
    report.fault('output_invalid', name, `'${name}' must be a list with one message of the role assistant`);
    return null;
  }
  checkMessages(value, name, report);
  return JSON.stringify([only['content'] ?? null, only['tool_calls'] ?? null]);
}

function checkCompletion(row: Row, report: Report): RowFacts {
  warnUnknown(row, ['prompt', 'completion'], report);
  if (typeof row['prompt'] !== 'string') report.fault('prompt_invalid', 'prompt', "'prompt' must be text");
  if (typeof row['completion'] !== 'string' || row['completion'] === '') {
    report.fault('completion_invalid', 'completion', "'completion' must be text, and not empty");
  }
  return { messages: 2, hasTools: false };
}

/** A label, and an answer as a chat, as two texts, or as TRL's two lists of messages. */
function checkUnpaired(row: Row, report: Report): RowFacts {
  const { label, ...answer } = row;
  if (typeof label !== 'boolean') report.fault('label_invalid', 'label', "'label' must be true or false");
  const fact = typeof label === 'boolean' ? { label } : {};
  if (row['messages'] !== undefined) return { ...checkChat(answer, report), ...fact };
  if (typeof row['prompt'] === 'string' || typeof row['completion'] === 'string')
    return { ...checkCompletion(answer, report), ...fact };
  warnUnknown(answer, ['prompt', 'completion'], report);
  const prompt = checkMessages(row['prompt'], 'prompt', report);
  const last = prompt?.roles.at(-1);
  if (last === 'assistant')
    report.fault('prompt_invalid', 'prompt', "the last message of 'prompt' must not be from the assistant");
  checkOutput(row, 'completion', report);
  return { messages: (prompt?.roles.length ?? 0) + 1, hasTools: prompt?.hasTools ?? false, ...fact };
}

function warnUnknown(row: Row, known: readonly string[], report: Report, prefix = ''): void {
  for (const key of Object.keys(row)) {
    if (!known.includes(key))
      report.warn(
        'unknown_key',
        `${prefix}${quoted(key)}`,
        `has the unknown key '${quoted(key)}', which is ignored`,
      );
  }
}
