import { ALL_SUSPECTS, SUSPECT } from './scan-line.js';

export const SENSITIVE_KINDS = ['email', 'phone', 'card', 'secret'] as const;
export type SensitiveKind = (typeof SENSITIVE_KINDS)[number];

// All patterns are bounded and unambiguous, so that no text makes them slow. They read the JSON text of a line, where a
// line break is written `\n`: (?<=\\[nrt]) lets a word begin behind one.
const EMAIL = /[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])/g;
const PHONE =
  /(?:(?<![\w+])\+\d(?:[ ().-]{0,2}\d){7,14}|(?<![\w(.-])(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4})(?![\w-]|\.\d)/g;
const CARD = /(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d-]|\.\d)/g;
const BEGIN = '(?:(?<![A-Za-z0-9_-])|(?<=\\\\[nrt]))';
const SECRET = new RegExp(
  [
    `${BEGIN}sk-[A-Za-z0-9_-]{20,200}`, // OpenAI, Anthropic
    `${BEGIN}lu-[A-Za-z0-9_-]{40,60}`, // ours
    `${BEGIN}hf_[A-Za-z0-9]{30,60}`, // Hugging Face
    `${BEGIN}gh[opsur]_[A-Za-z0-9]{36,255}`, // GitHub
    `${BEGIN}github_pat_[A-Za-z0-9_]{22,255}`,
    `${BEGIN}glpat-[A-Za-z0-9_-]{20,64}`, // GitLab
    `${BEGIN}(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])`, // AWS
    `${BEGIN}AIza[A-Za-z0-9_-]{35}`, // Google
    `${BEGIN}xox[abprs]-[A-Za-z0-9-]{10,200}`, // Slack
    `${BEGIN}eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{10,1000}`, // JWT
    '-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----',
  ].join('|'),
  'g',
);

/**
 * How often each kind of personal or secret text seems to occur; never the text itself. A hint, not a proof. `suspects` (see
 * scan-line.ts) leaves out patterns that cannot match.
 */
export function findSensitive(text: string, suspects = ALL_SUSPECTS): Partial<Record<SensitiveKind, number>> {
  const hits: Partial<Record<SensitiveKind, number>> = {};
  const count = (kind: SensitiveKind, n: number) => {
    if (n > 0) hits[kind] = n;
  };
  if (suspects & SUSPECT.email) count('email', matches(text, EMAIL).length);
  if (suspects & SUSPECT.secret) count('secret', matches(text, SECRET).length);
  if (suspects & SUSPECT.number) {
    count('phone', matches(text, PHONE).length);
    count('card', matches(text, CARD).filter(passesLuhn).length);
  }
  return hits;
}

const matches = (text: string, pattern: RegExp): string[] => text.match(pattern) ?? [];

/** ISO/IEC 7812-1: the check digit of a card number. */
function passesLuhn(candidate: string): boolean {
  const digits = candidate.replace(/[ -]/g, '');
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0 && /[1-9]/.test(digits);
}
