/** Seconds that a Retry-After header asks for, as a number or a date; null for anything else. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header.trim());
  if (!/^[A-Za-z]{3}, /.test(header)) return null; // only HTTP's own form of a date
  const seconds = (Date.parse(header) - now.getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}
