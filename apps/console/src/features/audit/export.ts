import { answer, api } from '../../api/client.js';
import type { AuditSearch } from './search.js';

/** Every event that matches, oldest first, a JSON object a line; the service signs all of them in the last line. */
export const exported = ({ actor, action, target_id }: AuditSearch): Promise<Blob> =>
  answer(
    api.GET('/v1/audit_events/export', {
      params: { query: { actor, action, target_id } },
      parseAs: 'blob',
    }),
  );

export function save(blob: Blob, name: string): void {
  const link = Object.assign(document.createElement('a'), {
    href: URL.createObjectURL(blob),
    download: name,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
