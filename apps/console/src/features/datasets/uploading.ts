import { answer, api } from '../../api/client.js';
import { isStatus } from '../../api/problem.js';

/** A part small enough that progress moves, and at most a thousand of them. */
const PART_BYTES = 4 * 1024 * 1024;
const MAX_PARTS = 1000;
export const partBytes = (size: number): number => Math.max(PART_BYTES, Math.ceil(size / MAX_PARTS));

/** A new dataset of this name, or the one that an upload which was refused has left empty. Throws what the API refuses. */
export async function datasetFor(name: string): Promise<string> {
  try {
    return (await answer(api.POST('/v1/datasets', { body: { name } }))).id;
  } catch (error) {
    const empty = isStatus(error, 409) ? await findEmpty(name) : null;
    if (empty) return empty;
    throw error;
  }
}

async function findEmpty(name: string): Promise<string | null> {
  for (let after: string | undefined; ;) {
    const query = { limit: '100', 'expand[]': ['versions' as const], ...(after ? { after } : {}) };
    const page = await answer(api.GET('/v1/datasets', { params: { query } }));
    const found = page.data.find((one) => one['name'] === name);
    if (found) return (found['versions'] as [] | undefined)?.length === 0 ? String(found['id']) : null;
    if (!page.has_more || !page.last_id) return null;
    after = page.last_id;
  }
}

/** Sends a file in parts and answers its id. What was begun is cancelled where a part fails. Throws what the API refuses. */
export async function uploadFile(file: File, onSent: (bytes: number) => void): Promise<string> {
  const body = {
    bytes: file.size,
    filename: file.name,
    mime_type: file.type || 'text/jsonl',
    purpose: 'fine-tune' as const,
  };
  const upload = await answer(api.POST('/v1/uploads', { body }));
  const params = { path: { id: upload.id } };
  try {
    const parts: string[] = [];
    const size = partBytes(file.size);
    for (let from = 0; from < file.size; from += size) {
      const form = new FormData();
      form.set('data', file.slice(from, from + size), file.name);
      const sent = { body: form as never, bodySerializer: (whole: unknown) => whole as never };
      parts.push((await answer(api.POST('/v1/uploads/{id}/parts', { params, ...sent }))).id);
      onSent(Math.min(from + size, file.size));
    }
    const done = await answer(api.POST('/v1/uploads/{id}/complete', { params, body: { part_ids: parts } }));
    return done.file!.id;
  } catch (error) {
    await api.POST('/v1/uploads/{id}/cancel', { params }).catch(() => undefined); // it expires by itself too
    throw error;
  }
}
