import { answer, api } from '../../api/client.js';
import type { AuditEvent } from './words.js';

/** Every event that matches, oldest page last, a JSON object a line as the API gives it: with its hash and the one before. */
export async function exported(
  filter: Record<string, unknown>,
  onCount: (count: number) => void,
): Promise<Blob> {
  const lines: string[] = [];
  for (let after: string | undefined; ;) {
    const query = { ...filter, limit: '100', ...(after ? { after } : {}) };
    const page: { data: AuditEvent[]; has_more: boolean } = await answer(
      api.GET('/v1/audit_events', { params: { query } }),
    );
    lines.push(...page.data.map((event) => `${JSON.stringify(event)}\n`));
    onCount(lines.length);
    after = page.data.at(-1)?.id;
    if (!page.has_more || after === undefined) return new Blob(lines, { type: 'application/x-ndjson' });
  }
}

export function save(blob: Blob, name: string): void {
  const link = Object.assign(document.createElement('a'), {
    href: URL.createObjectURL(blob),
    download: name,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
