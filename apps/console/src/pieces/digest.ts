/** Null where the browser hashes nothing: a page that did not come over https or from this machine. */
export async function sha256Of(bytes: ArrayBuffer): Promise<string | null> {
  if (!globalThis.isSecureContext) return null;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const NONE_HERE =
  'The browser computes it only on a page that came over https. Fill in what sha256sum says of the file.';
const UNREAD = 'The file cannot be read. Choose it again.';

/**
 * Takes files as they are chosen and tells the digest, or why there is none; empty until it is known. A file that another one has
 * replaced meanwhile is told nothing of.
 */
export function digestOfChosen(tell: (sha256: string, why: string | null) => void, hash = sha256Of) {
  let chosen: Blob | null = null;
  return async (file: Blob | null): Promise<void> => {
    chosen = file;
    tell('', null);
    if (file === null) return;
    const [sha256, why] = await file
      .arrayBuffer()
      .then(hash)
      .then(
        (digest) => [digest ?? '', digest === null ? NONE_HERE : null] as const,
        () => ['', UNREAD] as const,
      );
    if (chosen === file) tell(sha256, why);
  };
}
