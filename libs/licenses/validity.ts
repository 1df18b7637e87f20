/** What a frozen decision says in its signed statement; other fields may stand beside these. */
export interface SignedDecision {
  id?: string;
  project?: string;
  inputs?: { gate?: string; subject?: string; use?: SignedUse; graph?: unknown; [more: string]: unknown };
  decision?: {
    gate?: string;
    subject?: string;
    verdict?: string;
    lifted?: { code?: string; node?: string; grant_sha256?: string; [more: string]: unknown }[];
    [more: string]: unknown;
  };
}
interface SignedUse {
  model_name?: string;
  grants?: { document_sha256?: string; expires?: unknown; [more: string]: unknown }[];
  [more: string]: unknown;
}

/** An end that something in the decision has: a grant that lifted a finding, or a review that answered one. */
export interface Ending {
  /** Milliseconds since 1970; the first moment at which it holds no more. */
  endsAtMs: number;
  /** As it was written. */
  expires: string;
  what: string;
}

const DAY_MS = 86_400_000;

/**
 * A date holds to the end of its day (UTC), a number is unix seconds. What cannot be read has ended: an end that nobody
 * understands is never a permission without one.
 */
export function endOf(expires: unknown): number {
  if (typeof expires === 'number') return expires * 1000;
  if (typeof expires !== 'string') return 0;
  const ms = Date.parse(expires);
  if (Number.isNaN(ms)) return 0;
  return /^\d{4}-\d{2}-\d{2}$/.test(expires.trim()) ? ms + DAY_MS : ms;
}

/**
 * Everything with an end that the decision rests on, the earliest first: the grants among its inputs that lifted a finding,
 * and whatever else of the inputs has `expires` (answers of reviewers). A grant that lifted nothing is not waited for.
 */
export function endingsOf({ inputs, decision }: SignedDecision): Ending[] {
  const { graph: _graph, use, ...answers } = inputs ?? {};
  const { grants = [], ...declared } = use ?? {};
  const lifted = decision?.lifted ?? [];
  const hashes = new Set(lifted.map((one) => one.grant_sha256));
  const used = grants.filter((one) => hashes.has(one.document_sha256));
  const endings: Ending[] = [];
  collect([answers, declared, used, lifted], 'review', endings);
  return endings.sort((a, b) => a.endsAtMs - b.endsAtMs);
}

function collect(value: unknown, name: string, out: Ending[]): void {
  if (Array.isArray(value)) for (const one of value) collect(one, name, out);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
  const fields = value as Record<string, unknown>;
  // what an approval has let serve is given time to end after it
  const expires = fields['serves_until'] ?? fields['expires'] ?? fields['expires_at'];
  if (expires !== undefined && expires !== null) {
    const document = fields['document_sha256'] ?? fields['grant_sha256'];
    const what = typeof document === 'string' ? `grant ${document.slice(0, 12)}` : titleOf(fields, name);
    out.push({ endsAtMs: endOf(expires), expires: endText(expires), what });
  }
  for (const [key, field] of Object.entries(fields)) collect(field, key, out);
}

const endText = (expires: unknown): string =>
  typeof expires === 'string' || typeof expires === 'number' ? String(expires) : 'unreadable';

function titleOf(fields: Record<string, unknown>, name: string): string {
  const { id } = fields;
  return typeof id === 'string' ? `${name.replace(/s$/, '')} ${id}` : name;
}
