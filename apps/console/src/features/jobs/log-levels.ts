export const LOG_LEVELS = ['warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const ERROR =
  /\b(ERROR|CRITICAL|FATAL)\b|^Traceback \(most recent call last\)|^(\w+\.)*\w*(Error|Exception)\b/;
const WARNING = /\bWARN(ING)?\b|\w*Warning:/;

/**
 * What is printed has no level of its own: it is told by the words that loggers, Python's warnings and tracebacks print. What is
 * indented behind one belongs to it, and so does the error that a traceback ends with.
 */
export function atLeast(lines: readonly string[], least: LogLevel): number[] {
  let last: LogLevel | null = null;
  return lines.flatMap((line, at) => {
    const own = ERROR.test(line) ? 'error' : WARNING.test(line) ? 'warn' : null;
    last = own ?? (/^\s+\S/.test(line) ? last : null);
    return last === 'error' || last === least ? [at] : [];
  });
}
