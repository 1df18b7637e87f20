import { ApiError, type ErrorFacts, errorOf, Unreachable } from '#client/errors.js';
import { eventsOf } from '#client/events.js';
import { sent } from '../../api/client.js';
import type { Answer, ChatBody } from './conversation.js';

const PATH = '/v1/chat/completions';
/** The gateway holds the first call of a cold model, then says 503 with Retry-After: asked again until it is warm. */
const COLD_TRIES = 8;
const MOST_WAIT_SECONDS = 10;

interface Chunk {
  choices: { delta?: { content?: string | null }; finish_reason?: string | null }[];
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  error?: ErrorFacts;
}

/** Asks one model and tells its answer as it comes. Throws what the service refuses, Unreachable where it is silent. */
export async function askModel(
  body: ChatBody,
  signal: AbortSignal,
  tell: (change: Partial<Answer>) => void,
): Promise<void> {
  const { response, started } = await send(body, signal, () => tell({ state: 'loading' }));
  tell({ state: 'writing', version: response.headers.get('x-luthier-model-version') });
  const took = () => performance.now() - started;
  let text = '';
  let firstMs: number | null = null;
  for await (const { data } of eventsOf(response.body!)) {
    if (data === '[DONE]') break;
    const { choices, usage, error } = JSON.parse(data) as Chunk;
    if (error) throw new ApiError(502, error, response.headers.get('x-request-id'));
    const [choice] = choices;
    const piece = choice?.delta?.content ?? '';
    if (piece !== '') firstMs ??= took();
    text += piece;
    tell({
      text,
      firstMs,
      ...(choice?.finish_reason ? { finish: choice.finish_reason } : {}),
      ...(usage ? { promptTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens } : {}),
    });
  }
  tell({ state: 'done', totalMs: took() });
}

async function send(body: ChatBody, signal: AbortSignal, onCold: () => void) {
  for (let left = COLD_TRIES; ; left -= 1) {
    const started = performance.now();
    const response = await post(body, signal);
    if (response.ok) return { response, started };
    const error = await errorOf(response);
    const wait = Number(response.headers.get('retry-after') ?? NaN);
    if (error.code !== 'model_loading' || !(wait >= 0) || left <= 1) throw error;
    onCold();
    await pause(Math.min(wait, MOST_WAIT_SECONDS) * 1000, signal);
  }
}

/** By itself, not by the client: an answer that is streamed is not kept for a repetition of the request. */
async function post(body: ChatBody, signal: AbortSignal): Promise<Response> {
  const whole = { ...body, stream: true, stream_options: { include_usage: true } };
  const headers = {
    'content-type': 'application/json',
    'x-csrf-token': sent.csrfToken,
    ...(sent.project ? { 'openai-project': sent.project } : {}),
  };
  try {
    return await fetch(PATH, { method: 'POST', headers, body: JSON.stringify(whole), signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new Unreachable(location.origin + PATH, cause);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((go, refuse) => {
    const timer = setTimeout(go, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), refuse(signal.reason as Error)));
  });
}
