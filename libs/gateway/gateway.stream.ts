import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Ending } from '#serving-usage/traffic.js';
import { clientChunk, errorChunk, EventLines, type Reader, type Tokens } from './engine-request.js';

export interface Passed {
  /** `cut_off`: the engine ended its stream before the answer did; `failed`: it said so. */
  ending: Extract<Ending, 'answered' | 'failed' | 'cut_off' | 'cancelled'>;
  /** Null where the engine had not told them by then. */
  tokens: Tokens | null;
}

/**
 * Passes the engine's event stream on, line by line, waiting for a slow reader. A fault of the engine becomes a chunk with
 * `error`, as OpenAI's SDKs expect it.
 */
export async function passOn(
  upstream: ReadableStream<Uint8Array>,
  client: ServerResponse,
  reader: Reader & { onToken: () => void },
): Promise<Passed> {
  const lines = new EventLines();
  let tokens: Tokens | null = null;
  try {
    for await (const bytes of upstream) {
      for (const data of lines.push(bytes)) {
        const chunk = clientChunk(data, reader);
        if (!chunk) continue;
        tokens = chunk.tokens ?? tokens;
        if (chunk.isToken) reader.onToken();
        if (chunk.text !== '' && !client.write(chunk.text))
          await Promise.race([once(client, 'drain'), once(client, 'close')]);
        if (chunk.done) return { ending: chunk.isFault ? 'failed' : 'answered', tokens };
      }
      if (client.destroyed) return { ending: 'cancelled', tokens };
    }
  } catch {
    // told to the client below; the caller reports the engine
  }
  if (client.destroyed) return { ending: 'cancelled', tokens };
  client.write(errorChunk('the engine ended the stream'));
  return { ending: 'cut_off', tokens };
}
