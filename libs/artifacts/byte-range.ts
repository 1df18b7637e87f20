import { invalid } from '#kernel/errors.js';

/**
 * The one range of a Range header (`bytes=0-9`, `bytes=5-`, `bytes=-3`), end inclusive. Null where there is none, or a form
 * that a server may ignore (RFC 9110 §14.2). Throws 416 for a range behind the end.
 */
export function byteRange(header: string | undefined, size: number): { start: number; end: number } | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const suffix = match[1] === '';
  const start = suffix ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = suffix || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (!suffix && match[2] !== '' && Number(match[2]) < start) return null;
  if (start >= size) {
    throw invalid('range_not_satisfiable', `The object has ${size} bytes; the range starts behind them.`, {
      status: 416,
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  return { start, end };
}
