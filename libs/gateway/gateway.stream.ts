import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import { clientChunk, errorChunk, EventLines } from './engine-request.js';

/**
 * Passes the engine's event stream on, line by line, waiting for a slow reader. A fault of the engine becomes a chunk with
 * `error`, as OpenAI's SDKs expect it. Answers whether the engine ended its stream well.
 */
export async function passOn(
  upstream: ReadableStream<Uint8Array>,
  client: ServerResponse,
  model: string,
): Promise<boolean> {
  const lines = new EventLines();
  try {
    for await (const bytes of upstream) {
      for (const data of lines.push(bytes)) {
        const chunk = clientChunk(data, model);
        if (!chunk) continue;
        if (!client.write(chunk.text)) await Promise.race([once(client, 'drain'), once(client, 'close')]);
        if (chunk.done) return true;
      }
      if (client.destroyed) return true;
    }
  } catch {
    // told to the client below; the caller reports the engine
  }
  if (!client.destroyed) client.write(errorChunk('the engine ended the stream'));
  return client.destroyed;
}
