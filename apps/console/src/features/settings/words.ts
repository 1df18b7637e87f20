import type { Schemas } from '../../api/client.js';
import type { Tone } from '../../pieces/tones.js';

export const KINDS: Record<Schemas['Member']['kind'], string> = {
  person: 'person',
  service_account: 'service account',
};
export const MAILS: Record<Schemas['Member']['notify'], string> = {
  all: 'all',
  assigned: 'only what concerns it',
  none: 'none',
};

type Key = Pick<Schemas['ApiKey'], 'revoked_at' | 'expires_at' | 'rotated_to'>;
/** Whether a key still opens, at a Unix second. */
export const keyState = (key: Key, now: number): 'live' | 'replaced' | 'expired' | 'revoked' => {
  if (key.revoked_at !== null) return key.rotated_to === null ? 'revoked' : 'replaced';
  return key.expires_at !== null && key.expires_at <= now ? 'expired' : 'live';
};

type Invitation = Pick<Schemas['Invitation'], 'accepted_at' | 'withdrawn_at' | 'expires_at'>;
export const invitationState = (
  of: Invitation,
  now: number,
): 'open' | 'accepted' | 'withdrawn' | 'expired' => {
  if (of.accepted_at !== null) return 'accepted';
  if (of.withdrawn_at !== null) return 'withdrawn';
  return of.expires_at <= now ? 'expired' : 'open';
};

export const ORIGINS: Record<Schemas['ApiKey']['origin'], string> = {
  made: 'Made by a member.',
  login: 'Given by a login of the command line.',
  exchange: 'Given in exchange for a token, as of a CI job.',
};

type Verdict = Schemas['LicenseAnswer']['verdict'];
export const VERDICT_WORDS: Record<Verdict, string> = {
  allow: 'allowed',
  'allow-with-obligations': 'allowed with duties',
  'needs-review': 'waits for a review',
  deny: 'forbidden',
};
export const VERDICT_TONES: Record<Verdict, Tone> = {
  allow: 'good',
  'allow-with-obligations': 'good',
  'needs-review': 'warn',
  deny: 'bad',
};
