import { readFileSync } from 'node:fs';
import type { State } from './state.js';

const PATIENCE_MS = 5_000;

/**
 * A link that signs one browser in as the holder of the admin key, once, within ten minutes; where none can be had (the key file
 * is gone, the key was revoked) the page itself, which asks for a key.
 */
export async function consoleLink({ url, adminKeyFile }: State): Promise<string> {
  try {
    const key = readFileSync(adminKeyFile, 'utf8').trim();
    const response = await fetch(`${url}/v1/login_links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const link = (await response.json()) as { url?: string };
    return link.url ?? url;
  } catch {
    return url;
  }
}
