import { createClient, type Luthier } from '#client/client.js';
import { readSettings, type Settings } from './settings.js';
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
  const { json, signal, out, err, detach } = options;
  let settings: Settings | undefined;
  let client: Luthier | undefined;
  // read at first use: what needs no service, such as checking a record, needs no key either
  const known = () => (settings ??= readSettings());
  return {
    get client() {
      return (client ??= createClient({ ...known(), signal }));
    },
    get baseUrl() {
      return known().baseUrl;
    },
    get apiKey() {
      return known().apiKey;
    },
    json,
    signal,
    print: (value, text) => void out.write(json ? `${JSON.stringify(value)}\n` : text && `${clean(text)}\n`),
    say: (text) => void err.write(`${clean(text)}\n`),
    onDetach: (hint) => {
      detach.hint = hint;
    },
  };
}
