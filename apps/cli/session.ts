import { createClient, type Luthier } from '#client/client.js';
import { readSettings } from './settings.js';
import { clean } from './text.js';

/** What every command works with: stdout carries data only, stderr everything else. */
export interface Session {
  readonly client: Luthier;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly json: boolean;
  readonly signal: AbortSignal;
  /** The result: `text` for people, `value` as one JSON line with --json. */
  print(value: unknown, text: string): void;
  say(text: string): void;
  /** What to tell someone who presses Ctrl-C while the service goes on working. */
  onDetach(hint: string | null): void;
}

export interface Streams {
  out: NodeJS.WritableStream;
  err: NodeJS.WritableStream;
}

export function openSession(
  options: { json: boolean; signal: AbortSignal; detach: { hint: string | null } } & Streams,
): Session {
  const { baseUrl, apiKey } = readSettings();
  const { json, signal, out, err, detach } = options;
  return {
    client: createClient({ baseUrl, apiKey, signal }),
    baseUrl,
    apiKey,
    json,
    signal,
    print: (value, text) => void out.write(json ? `${JSON.stringify(value)}\n` : text && `${clean(text)}\n`),
    say: (text) => void err.write(`${clean(text)}\n`),
    onDetach: (hint) => {
      detach.hint = hint;
    },
  };
}
