import { createClient, type Luthier } from '#client/client.js';
import { readSettings, type Settings } from './settings.js';
import { Progress } from './progress.js';
import { clean, jsonText } from './text.js';

/** What every command works with: stdout carries data only, stderr everything else. */
export interface Session {
  readonly client: Luthier;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly json: boolean;
  readonly quiet: boolean;
  /** False with --no-input: nobody is asked. */
  readonly input: boolean;
  readonly signal: AbortSignal;
  /** The result: `text` for people, `value` as one JSON line with --json. */
  print(value: unknown, text: string): void;
  /** A note beside the result; none with --quiet. */
  say(text: string): void;
  progress(): Progress;
  /** What to tell someone who presses Ctrl-C while the service goes on working. */
  onDetach(hint: string | null): void;
}

export interface Streams {
  out: NodeJS.WritableStream;
  err: NodeJS.WriteStream;
}

export interface SessionOptions extends Streams {
  json: boolean;
  quiet: boolean;
  input: boolean;
  signal: AbortSignal;
  detach: { hint: string | null };
}

export function openSession(options: SessionOptions): Session {
  const { json, quiet, input, signal, out, err, detach } = options;
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
    quiet,
    input,
    signal,
    print: (value, text) => void out.write(json ? `${jsonText(value)}\n` : text && `${clean(text)}\n`),
    say: (text) => void (quiet || err.write(`${clean(text)}\n`)),
    progress: () => new Progress(err, quiet),
    onDetach: (hint) => {
      detach.hint = hint;
    },
  };
}
