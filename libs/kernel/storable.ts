/**
 * What PostgreSQL cannot hold in a value of parsed JSON, or null: its text and jsonb know no NUL, and half a surrogate
 * pair is no UTF-8. The caller has bounded the depth.
 */
export function unstorable(value: unknown): 'a NUL character (\\u0000)' | 'half of a surrogate pair' | null {
  if (typeof value === 'string') {
    if (value.includes('\u0000')) return 'a NUL character (\\u0000)';
    return value.isWellFormed() ? null : 'half of a surrogate pair';
  }
  if (value === null || typeof value !== 'object') return null;
  for (const [key, inner] of Object.entries(value)) {
    const fault = unstorable(key) ?? unstorable(inner);
    if (fault) return fault;
  }
  return null;
}
