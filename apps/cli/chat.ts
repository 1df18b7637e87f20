import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type ErrorFacts, errorOf, Unreachable } from '#client/errors.js';
import { eventsOf, type ServerEvent } from '#client/events.js';
import { bodyCut } from './get.js';
import type { Session } from './session.js';
import { clean } from './text.js';

export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}
export interface Chat {
  model: string;
  messages: readonly Message[];
  maxTokens?: number | undefined;
  temperature?: number | undefined;
}

interface Completion {
  choices: { message?: { content: string | null }; delta?: { content?: string | null } }[];
  error?: ErrorFacts;
}

/** One answer, whole. */
export async function completeChat(session: Session, chat: Chat): Promise<string> {
  const response = await send(session, chat, false);
  const { choices } = (await response.json().catch(bodyCut(session, response))) as Completion;
  return choices[0]?.message?.content ?? '';
}

/** One answer as it is written; `tell` gets the id of the version that writes it, `show` each piece, control characters cut. */
export async function streamChat(
  session: Session,
  chat: Chat,
  { tell, show }: { tell: (version: string | null) => Promise<void>; show: (piece: string) => void },
): Promise<string> {
  const response = await send(session, chat, true);
  await tell(response.headers.get('x-luthier-model-version'));
  let whole = '';
  for await (const { data } of eventsIn(session, response)) {
    if (data === '[DONE]') break;
    const { choices, error } = JSON.parse(data) as Completion;
    if (error) throw new ApiError(502, error, response.headers.get('x-request-id'));
    const piece = clean(choices[0]?.delta?.content ?? '');
    whole += piece;
    if (piece) show(piece);
  }
  return whole;
}

async function* eventsIn(session: Session, response: Response): AsyncGenerator<ServerEvent> {
  try {
    yield* eventsOf(response.body as ReadableStream<Uint8Array>);
  } catch (error) {
    bodyCut(session, response)(error);
  }
}

interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
  signal: AbortSignal;
}

/** Every line of `input` is asked, one after the other, also those that were there before the first answer; ends where the input ends. Throws the reason of `signal`. */
export async function eachLine(
  { input, output, signal }: Terminal,
  ask: (text: string) => Promise<void>,
): Promise<void> {
  const lines = createInterface({ input, output, signal, prompt: input.isTTY ? '> ' : '' });
  let isOpen = true;
  lines.once('close', () => (isOpen = false));
  // on a terminal readline takes Ctrl-C for itself
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    lines.prompt();
    for await (const text of lines) {
      if (text.trim()) await ask(text);
      if (isOpen) lines.prompt();
    }
    signal.throwIfAborted();
  } finally {
    lines.close();
  }
}

const COLD_TRIES = 6;

/** The gateway holds the first call of a cold model, then says 503 with Retry-After: asked again until it is warm. */
async function send(session: Session, chat: Chat, stream: boolean): Promise<Response> {
  const { model, messages, maxTokens, temperature } = chat;
  const url = `${session.baseUrl}/v1/chat/completions`;
  const body = JSON.stringify({ model, messages, stream, max_tokens: maxTokens, temperature });
  const headers = { authorization: `Bearer ${session.apiKey}`, 'content-type': 'application/json' };
  for (let left = COLD_TRIES; ; left -= 1) {
    const response = await fetch(url, { method: 'POST', headers, body, signal: session.signal }).catch(
      (cause: unknown) => {
        throw session.signal.aborted ? cause : new Unreachable(url, cause);
      },
    );
    if (response.ok) return response;
    const wait = Number(response.headers.get('retry-after') ?? NaN);
    if (response.status !== 503 || !(wait >= 0) || left <= 1) throw await errorOf(response);
    await response.body?.cancel();
    await sleep(Math.min(wait, 30) * 1000, undefined, { signal: session.signal });
  }
}
