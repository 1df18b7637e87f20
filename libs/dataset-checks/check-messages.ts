import { copyOf, type Row } from './check-json.js';

/** Tells of one fault or warning; `path` is relative to the row, `message` the 0-based message it stands in. */
export interface Report {
  fault(code: string, path: string, text: string, message?: number): void;
  warn(code: string, path: string, text: string, message?: number): void;
}

export const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'] as const;
type MessageRole = (typeof ROLES)[number];
const MESSAGE_KEYS = new Set(['role', 'content', 'weight', 'name', 'tool_calls', 'tool_call_id', 'refusal']);

export const isDictionary = (value: unknown): value is Row =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Text of a row as a fault may quote it: short, and a copy. */
export const quoted = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return copyOf(text.length > 40 ? `${text.slice(0, 40)}…` : text);
};

export interface Conversation {
  roles: (MessageRole | null)[];
  hasTools: boolean;
}

/** Checks a list of messages one by one; what the whole conversation must be is the format's rule. */
export function checkMessages(value: unknown, path: string, report: Report): Conversation | null {
  if (!Array.isArray(value) || value.length === 0) {
    const what = value === undefined ? 'is missing' : 'must be a list with at least one message';
    report.fault('messages_invalid', path, `'${path}' ${what}`);
    return null;
  }
  const calls = new Set<string>();
  let hasTools = false;
  const roles = value.map((message: unknown, index) => {
    const at = `${path}[${index}]`;
    const tell = inMessage(report, index);
    if (!isDictionary(message)) {
      tell.fault('message_invalid', at, 'is not a dictionary');
      return null;
    }
    const role = roleOf(message, at, tell);
    if (role === null) return null;
    checkContent(message, role, at, tell);
    checkWeight(message, role, at, tell);
    hasTools = checkTools(message, role, { at, tell, calls }) || hasTools;
    for (const key of Object.keys(message)) {
      if (!MESSAGE_KEYS.has(key))
        tell.warn(
          'unknown_key',
          `${at}.${quoted(key)}`,
          `has the unknown key '${quoted(key)}', which is ignored`,
        );
    }
    return role;
  });
  return { roles, hasTools };
}

function inMessage(report: Report, index: number): Report {
  return {
    fault: (code, path, text) => report.fault(code, path, text, index),
    warn: (code, path, text) => report.warn(code, path, text, index),
  };
}

function roleOf(message: Row, at: string, tell: Report): MessageRole | null {
  const role = message['role'];
  if (ROLES.includes(role as MessageRole)) return role as MessageRole;
  if (role === undefined)
    tell.fault('role_missing', `${at}.role`, "Discriminator 'role' is missing in value");
  else {
    const tags = ROLES.map((known) => `'${known}'`).join(', ');
    tell.fault(
      'role_unknown',
      `${at}.role`,
      `Input tag '${quoted(role)}' found using 'role' does not match any of the expected tags: ${tags}`,
    );
  }
  return null;
}

function checkContent(message: Row, role: MessageRole, at: string, tell: Report): void {
  const { content } = message;
  const path = `${at}.content`;
  const speaks =
    role === 'assistant' && Array.isArray(message['tool_calls']) && message['tool_calls'].length > 0;
  if (content === undefined || content === null || content === '') {
    if (role === 'assistant' && !speaks)
      tell.fault('content_missing', path, "needs 'content' or 'tool_calls'");
    else if (role !== 'assistant' && content !== '') tell.fault('content_missing', path, "has no 'content'");
  } else if (typeof content !== 'string' && !isTextParts(content)) {
    tell.fault(
      'content_invalid',
      path,
      '\'content\' must be text, or a list of {"type":"text","text":…} parts',
    );
  }
}

const isTextParts = (content: unknown): boolean =>
  Array.isArray(content) &&
  content.length > 0 &&
  content.every((part) => isDictionary(part) && part['type'] === 'text' && typeof part['text'] === 'string');

function checkWeight(message: Row, role: MessageRole, at: string, tell: Report): void {
  const { weight } = message;
  if (weight === undefined) return;
  const path = `${at}.weight`;
  if (role !== 'assistant')
    tell.fault('weight_not_assistant', path, "has a 'weight', which only an assistant message may have");
  else if (weight !== 0 && weight !== 1)
    tell.fault('weight_invalid', path, `'weight' must be the number 0 or 1, not ${quoted(weight)}`);
}

interface ToolCheck {
  at: string;
  tell: Report;
  /** Ids of the calls so far: a tool message answers one of them. */
  calls: Set<string>;
}

function checkTools(message: Row, role: MessageRole, { at, tell, calls }: ToolCheck): boolean {
  const { tool_calls: asked, tool_call_id: answered, name } = message;
  if (name !== undefined && typeof name !== 'string')
    tell.fault('name_invalid', `${at}.name`, "'name' must be text");
  if (role === 'tool') {
    if (typeof answered !== 'string')
      tell.fault('tool_call_id_missing', `${at}.tool_call_id`, "has no 'tool_call_id'");
    else if (!calls.has(answered))
      tell.fault(
        'tool_call_id_unknown',
        `${at}.tool_call_id`,
        `answers the tool call '${quoted(answered)}', which no earlier message makes`,
      );
    return true;
  }
  if (asked === undefined || asked === null) return false;
  if (role !== 'assistant')
    tell.fault(
      'tool_calls_not_assistant',
      `${at}.tool_calls`,
      "has 'tool_calls', which only an assistant message may have",
    );
  else if (!Array.isArray(asked) || asked.length === 0)
    tell.fault(
      'tool_calls_invalid',
      `${at}.tool_calls`,
      "'tool_calls' must be a list with at least one call",
    );
  else asked.forEach((call, index) => checkCall(call, { at: `${at}.tool_calls[${index}]`, tell, calls }));
  return true;
}

function checkCall(call: unknown, { at, tell, calls }: ToolCheck): void {
  const fn = isDictionary(call) ? call['function'] : undefined;
  if (
    !isDictionary(call) ||
    typeof call['id'] !== 'string' ||
    call['type'] !== 'function' ||
    !isDictionary(fn) ||
    typeof fn['name'] !== 'string'
  ) {
    tell.fault(
      'tool_calls_invalid',
      at,
      'has a tool call that is not {"id":…,"type":"function","function":{"name":…,"arguments":…}}',
    );
    return;
  }
  calls.add(call['id']);
  if (typeof fn['arguments'] !== 'string' || !isJson(fn['arguments'])) {
    tell.fault(
      'tool_arguments_invalid',
      `${at}.function.arguments`,
      "has tool call 'arguments' that are not a JSON string",
    );
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
