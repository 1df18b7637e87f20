import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';

export type Logger = pino.Logger;

/** JSON lines on stdout; secrets are cut by path and by the shape of our own keys. */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'req.headers.authorization',
        '*.authorization',
        '*.apiKey',
        '*.api_key',
        '*.token',
        '*.password',
      ],
      censor: '[redacted]',
    },
    hooks: {
      logMethod(args, method) {
        const clean = args.map((arg) => (typeof arg === 'string' ? redact(arg) : arg)) as typeof args;
        method.apply(this, clean);
      },
    },
  });
}

/**
 * Cuts API keys, tokens and passwords out of text that goes to a log, an event or the evidence of an end. Repeats are bound where
 * one begins at each character: a MiB of one word took minutes. The password of a URL ends at its last @, and never in another URL.
 */
export function redact(text: string): string {
  return text
    .replace(/\b(lu-[A-Za-z0-9_-]{8})[A-Za-z0-9_-]{16,}/g, '$1…')
    .replace(/\bhf_[A-Za-z0-9]{8,}/g, 'hf_…')
    .replace(/\bsk-[A-Za-z0-9_-]{16,}/g, 'sk-…')
    .replace(/\b(gh[pousr]_|github_pat_|glpat-|xox[abp]-)[A-Za-z0-9_-]{10,}/g, '$1…')
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, '$1…')
    .replace(/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{12,}/gi, '$1 …')
    .replace(
      /((?:password|passwd|secret|api_?key|access_?key|auth_?token|_token)\w{0,64}"?\s*[=:]\s*"?)[^\s"',}…]{6,}/gi,
      '$1…',
    )
    .replace(/(:\/\/[^\s:/@]{0,256}:)(?:(?!:\/\/)[^\s@]){1,256}@(?:[^\s/"@]{0,256}@)*/g, '$1…@');
}

/** Nest's own start-up lines through the same logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}
  log(message: unknown, context?: string) {
    this.pino.debug({ context }, String(message));
  }
  warn(message: unknown, context?: string) {
    this.pino.warn({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string) {
    this.pino.error({ context, stack }, String(message));
  }
}
