import type { Command } from 'commander';
import { errorOf, Unreachable } from '#client/errors.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { readText } from '../read-text.js';
import type { Session } from '../session.js';
import { clean, jsonText } from '../text.js';

/** Every operation, also those that have no command. */
export function addApiCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'api <method> <path>',
    about: 'Call the API with your key and print the answer',
    examples: ['luthier api GET /v1/jobs', 'luthier api POST /v1/datasets --data \'{"name":"support"}\''],
    options: [
      ['-d, --data <json>', 'body, or @file'],
      ['--if-match <etag>', 'write only what still has this ETag, or revision'],
    ],
    run: rawCall,
  });
}

async function rawCall(
  session: Session,
  [method = '', path = '']: string[],
  options: Options,
): Promise<void> {
  const data = textOf(options, 'data');
  const body = data?.startsWith('@') ? readText(data.slice(1)) : data;
  const etag = textOf(options, 'ifMatch');
  const url = `${session.baseUrl}${path.startsWith('/') ? '' : '/'}${path}`;
  const response = await fetch(url, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${session.apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(etag === undefined ? {} : { 'if-match': /^\d+$/.test(etag) ? `"${etag}"` : etag }),
    },
    body: body ?? null,
    redirect: 'manual',
    signal: session.signal,
  }).catch((cause: unknown) => {
    throw session.signal.aborted ? cause : new Unreachable(url, cause);
  });
  if (response.status >= 400) throw await errorOf(response);
  const text = await response.text();
  process.stdout.write(`${pretty(text, session.json ? undefined : 2)}\n`);
}

function pretty(text: string, indent: number | undefined): string {
  try {
    return jsonText(JSON.parse(text), indent);
  } catch {
    return clean(text);
  }
}
