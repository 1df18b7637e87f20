import type { ChatBody } from './gateway.contract.js';

/** Fields for the gateway or for nobody: the engine never sees them. */
const KEPT_BACK = [
  'user',
  'modalities',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'metadata',
  'store',
  'service_tier',
  'max_completion_tokens',
  'stream_options',
  'model',
] as const;

/** Whether the client itself asked for the usage chunk of a stream. */
export const wantsUsage = (body: ChatBody): boolean => body.stream_options?.include_usage === true;

/** What the engine is sent: nulls left out, OpenAI's newer names in its own, `developer` as `system`. */
export function engineRequest(body: ChatBody, alias: string): Record<string, unknown> {
  const out: Record<string, unknown> = { model: alias };
  for (const [key, value] of Object.entries(body)) {
    const kept = (KEPT_BACK as readonly string[]).includes(key);
    if (!kept && value !== null && value !== undefined) out[key] = value;
  }
  out['messages'] = body.messages.map((message) =>
    message.role === 'developer' ? { ...message, role: 'system' } : message,
  );
  Object.assign(out, toolsOf(body));
  const most = body.max_completion_tokens ?? body.max_tokens;
  if (most != null) out['max_tokens'] = most;
  // asked for always: the tokens are counted; the client sees the chunk where it wants it
  if (body.stream) out['stream_options'] = { include_usage: true };
  return out;
}

/** llama.cpp takes a tool by name for `auto`; of one tool alone, `required` means that one. */
function toolsOf({ tools, tool_choice: choice }: ChatBody): Record<string, unknown> {
  if (typeof choice !== 'object' || choice === null) return {};
  const named = (tools ?? []).filter((tool) => tool.function.name === choice.function.name);
  return { tools: named, tool_choice: 'required' };
}

/** Engine-only fields (timings, its build) are left out; `model` says what the client asked for. */
export function clientAnswer(answer: Record<string, unknown>, model: string): Record<string, unknown> {
  const { timings: _timings, __verbose: _verbose, ...rest } = answer;
  return { ...rest, model };
}

/** What the engine says that a request took. */
export interface Tokens {
  prompt: number;
  output: number;
}

/** Null where it says nothing that can be counted. */
export function tokensOf(answer: Record<string, unknown>): Tokens | null {
  const usage = answer['usage'] as
    { prompt_tokens?: unknown; completion_tokens?: unknown } | null | undefined;
  const { prompt_tokens: prompt, completion_tokens: output } = usage ?? {};
  return isCount(prompt) && isCount(output) ? { prompt, output } : null;
}
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

export interface Reader {
  /** What it called the model. */
  model: string;
  wantsUsage: boolean;
}
export interface Chunk {
  done: boolean;
  /** The engine says that it failed. */
  isFault?: true;
  /** It holds a piece of the answer: the first such one is the first token. */
  isToken?: true;
  /** Empty: not to be passed on. */
  text: string;
  tokens: Tokens | null;
}

/** One `data:` line of the engine's stream for the client; null for one that is no JSON. */
export function clientChunk(data: string, { model, wantsUsage }: Reader): Chunk | null {
  if (data === '[DONE]') return { done: true, text: 'data: [DONE]\n\n', tokens: null };
  let chunk: Record<string, unknown>;
  try {
    chunk = JSON.parse(data) as Record<string, unknown>;
  } catch {
    return null;
  }
  const failed = chunk['error'] as { message?: string } | undefined;
  if (failed)
    return {
      done: true,
      isFault: true,
      text: errorChunk(failed.message ?? 'the engine failed'),
      tokens: null,
    };
  const tokens = tokensOf(chunk);
  const { usage, ...bare } = chunk;
  const isUsageAlone =
    usage !== undefined && Array.isArray(chunk['choices']) && chunk['choices'].length === 0;
  if (isUsageAlone && !wantsUsage) return { done: false, text: '', tokens };
  const seen = clientAnswer(wantsUsage ? chunk : bare, model);
  const isToken = holdsToken(chunk) ? { isToken: true as const } : {};
  return { done: false, ...isToken, text: `data: ${JSON.stringify(seen)}\n\n`, tokens };
}

/** The opening chunk, which only names the role, and the closing one, which only says why it ended, hold none. */
function holdsToken({ choices }: Record<string, unknown>): boolean {
  if (!Array.isArray(choices)) return false;
  const written = ['content', 'reasoning_content', 'refusal', 'tool_calls'];
  return (choices as { delta?: Record<string, unknown> | null }[]).some(({ delta }) =>
    written.some((field) => Boolean(delta?.[field])),
  );
}

/** An `error` member inside a chunk is what OpenAI's SDKs raise. */
export function errorChunk(message: string): string {
  const error = {
    message: `The answer was cut off: ${message}`,
    type: 'server_error',
    param: null,
    code: 'engine_failed',
  };
  return `data: ${JSON.stringify({ error })}\n\n`;
}

/** Whole `data:` payloads out of pieces of an event stream. */
export class EventLines {
  private rest = '';
  private readonly decoder = new TextDecoder();

  push(bytes: Uint8Array): string[] {
    const lines = (this.rest + this.decoder.decode(bytes, { stream: true })).split(/\r?\n/);
    this.rest = lines.pop() ?? '';
    return lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim());
  }
}
