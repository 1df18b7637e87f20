import { stripVTControlCharacters } from 'node:util';

// \p{Cc} holds ESC and the C1 codes; tab and line feed stay
const UNPRINTABLE = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text from elsewhere, safe for a terminal: escape sequences and control characters are cut, also the C1 and bidi ones. */
export function clean(text: string): string {
  return stripVTControlCharacters(text).replace(UNPRINTABLE, '');
}

/** JSON whose control and bidi characters are escaped: the same data, safe for a terminal. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(
    UNPRINTABLE,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** One line of it, cut to `width`. */
export function line(text: string, width = 160): string {
  const flat = clean(text).replace(/\s+/g, ' ').trim();
  return flat.length > width ? `${flat.slice(0, width - 1)}…` : flat;
}

/** Columns under their headings; the last one is left as long as it is. */
export function table(headings: string[], rows: (string | number | null | undefined)[][]): string {
  const cells = [headings, ...rows.map((row) => row.map((cell) => line(cell == null ? '-' : String(cell))))];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(column === headings.length - 1 ? 0 : widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export const percent = (share: number | null | undefined): string => (share == null ? '-' : share.toFixed(3));

export function ago(unixSeconds: number | null, now = Date.now() / 1000): string {
  if (unixSeconds === null) return '-';
  const seconds = Math.max(0, Math.round(now - unixSeconds));
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 129_600 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86_400)} d ago`;
}

/** `4 min 05 s`, for waiting people. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** `[#####---------------] 25 %`. */
export function bar(share: number, width = 20): string {
  const part = Math.min(1, Math.max(0, share));
  const full = Math.round(part * width);
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}] ${Math.round(part * 100)} %`;
}

/** `1.5 GiB`, for people. */
export function size(bytes: number): string {
  const step = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${UNITS[step]}`;
}
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
