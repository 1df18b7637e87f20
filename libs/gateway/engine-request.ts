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
  if (body.stream) out['stream_options'] = { include_usage: wantsUsage(body) };
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

/** One `data:` line of the engine's stream for the client; null: not to be passed on. */
export function clientChunk(data: string, model: string): { done: boolean; text: string } | null {
  if (data === '[DONE]') return { done: true, text: 'data: [DONE]\n\n' };
  let chunk: Record<string, unknown>;
  try {
    chunk = JSON.parse(data) as Record<string, unknown>;
  } catch {
    return null;
  }
  const failed = chunk['error'] as { message?: string } | undefined;
  if (failed) return { done: true, text: errorChunk(failed.message ?? 'the engine failed') };
  return { done: false, text: `data: ${JSON.stringify(clientAnswer(chunk, model))}\n\n` };
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
