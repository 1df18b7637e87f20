import type { Schemas } from '../../api/client.js';

export type BaseModel = Schemas['BaseModel'];

export type ImportBody = {
  slug?: string;
  source:
    { type: 'hub'; repo: string; revision: string } | { type: 'pypi'; package: string; version: string };
};

/** `owner/name@revision` is the Hub's, `pypi:name@version` a package's, as the command line writes them; null for neither. */
export function sourceOf(text: string): ImportBody['source'] | null {
  const found = /^(hf:|pypi:)?([^@\s]+)@([^@\s]+)$/.exec(text.trim());
  if (!found) return null;
  const [, scheme, name = '', at = ''] = found;
  if (scheme === 'pypi:') return { type: 'pypi', package: name, version: at };
  return name.includes('/') ? { type: 'hub', repo: name, revision: at } : null;
}
