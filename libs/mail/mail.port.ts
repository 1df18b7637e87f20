/** DI token of how mail leaves this installation; null where it does not. */
export const MAIL = 'MAIL';

export interface MailSettings {
  transport: MailTransport;
  /** `Name <address>`, or an address alone. */
  from: string;
  /** Where users reach the API; null where nobody said. */
  publicUrl: string | null;
  /** What comes up for one member within so long goes into one mail. */
  digestSeconds: number;
  /** How long a worker has for one mail before another takes it over. */
  leaseSeconds: number;
}

export interface OutgoingMail {
  /** The same for every try, so that a mail that arrives twice can be recognised. */
  messageId: string;
  from: string;
  /** One address. */
  to: string;
  subject: string;
  text: string;
  html: string;
  date: Date;
}

/** What became of a try: `refused` will never be taken, `failed` may be the next time. `why` holds no secret. */
export type Delivery = { kind: 'accepted' } | { kind: 'refused' | 'failed'; why: string };

export interface MailTransport {
  /** Gives one mail to the server within `timeoutMs`; never throws. */
  send(mail: OutgoingMail, timeoutMs: number): Promise<Delivery>;
  /** Whether the server answers and takes the credentials; null, or why not. */
  probe(): Promise<string | null>;
}
