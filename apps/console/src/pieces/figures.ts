/** Numbers as a person reads them. Every function takes the unit that the API uses. */

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
export function bytes(count: number): string {
  let unit = 0;
  let value = count;
  while (Math.abs(value) >= 1024 && unit < BYTES.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${BYTES[unit]}`;
}

/** 1,234 or 1.2M: short where the exact number does not matter. */
export const count = (value: number): string => value.toLocaleString('en-US');
const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
export const short = (value: number): string => COMPACT.format(value);

/** Three or four significant digits; tiny values as powers of ten. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0 || Number.isInteger(value)) return count(value);
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2).replace('e+', 'e');
  return String(Number(value.toPrecision(4)));
}

/** The ticks of one axis, all in the same manner: 0.0005, 0.001, 0.0015. */
export function tickFigures(values: readonly (number | null)[]): string[] {
  const known = values.filter((one) => one !== null);
  const apart = Math.abs((known[1] ?? 0) - (known[0] ?? 0));
  const digits = apart > 0 ? Math.ceil(-Math.log10(apart)) + 1 : 0;
  const isPlain = digits <= 7 && known.every((one) => Math.abs(one) < 1e6);
  return values.map((one) =>
    one === null ? '' : isPlain && !Number.isInteger(one) ? String(Number(one.toFixed(digits))) : figure(one),
  );
}

/** 42 %, 4.1 %; what is there and too small to be told is < 0.1 %, never 0. */
export function percent(share: number): string {
  const digits = (share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0);
  return digits === '0.0' ? '< 0.1 %' : `${digits} %`;
}

/** 4 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return join([Math.floor(s / 60), 'min'], [s % 60, 's']);
  if (s < 86_400) return join([Math.floor(s / 3600), 'h'], [Math.floor((s % 3600) / 60), 'min']);
  return join([Math.floor(s / 86_400), 'd'], [Math.floor((s % 86_400) / 3600), 'h']);
}
const join = ([a, unitA]: [number, string], [b, unitB]: [number, string]): string =>
  b === 0 ? `${a} ${unitA}` : `${a} ${unitA} ${b} ${unitB}`;

/** "12 s ago", "3 min ago", "in 2 h"; both in Unix seconds. */
export function relative(at: number, now: number): string {
  const away = at - now;
  const [value, unit] = step(Math.abs(away));
  if (value === 0) return 'just now';
  return away < 0 ? `${value} ${unit} ago` : `in ${value} ${unit}`;
}
function step(seconds: number): [number, string] {
  if (seconds < 5) return [0, 's'];
  if (seconds < 60) return [Math.floor(seconds), 's'];
  if (seconds < 3600) return [Math.floor(seconds / 60), 'min'];
  if (seconds < 86_400) return [Math.floor(seconds / 3600), 'h'];
  return [Math.floor(seconds / 86_400), 'd'];
}

// made once: making one takes longer than all else that a row of a table does
const WITH_SECONDS = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
export const absolute = (at: number): string => WITH_SECONDS.format(at * 1000);

const [SECONDS, MINUTES, DAYS] = [
  { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  { hour: '2-digit', minute: '2-digit' },
  { day: 'numeric', month: 'short' },
].map((parts) => new Intl.DateTimeFormat('en-GB', parts as Intl.DateTimeFormatOptions)) as [
  Intl.DateTimeFormat,
  Intl.DateTimeFormat,
  Intl.DateTimeFormat,
];
/** A moment at an axis whose ticks are so many seconds apart: 8:05:30, 8:05, or 29 Nov. */
export const tick = (at: number, apart: number): string =>
  (apart < 60 ? SECONDS : apart < 86_400 ? MINUTES : DAYS).format(at * 1000);

/** The prefix and the last six: `job_…3k9f2a` tells two apart, the beginning is a time. Of a digest the first twelve. */
export function shortId(id: string): string {
  if (/^[0-9a-f]{40,}$/.test(id)) return `${id.slice(0, 12)}…`;
  const at = id.search(/[_-]/);
  return at < 0 || id.length - at <= 8 ? id : `${id.slice(0, at + 1)}…${id.slice(-6)}`;
}
