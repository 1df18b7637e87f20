import type { Delivery, MailTransport, OutgoingMail } from '#mail/mail.port.js';
import { redact } from '#platform/logger.js';

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;
const PROBE_MS = 15_000;

/** What nodemailer says of a failure. */
interface Fault {
  message?: string;
  code?: string;
  command?: string;
  responseCode?: number;
}

/**
 * Mail through one SMTP server, a connection for each. TLS from the start with smtps://, else STARTTLS where the server offers it;
 * credentials leave for another machine over TLS alone.
 *
 * @param url smtp://user:pass@host:port or smtps://…; port 587, or 465
 */
export class SmtpTransport implements MailTransport {
  private readonly password: string;

  constructor(private readonly url: string) {
    this.password = decodeURIComponent(new URL(url).password);
  }

  async send(mail: OutgoingMail, timeoutMs: number): Promise<Delivery> {
    const { from, to, subject, text, html, date, messageId } = mail;
    const headers = { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' };
    const message = { from, to: { name: '', address: to }, subject, text, html, date, messageId, headers };
    try {
      const transport = await this.open();
      try {
        await inTime(transport.sendMail(message), timeoutMs);
        return { kind: 'accepted' };
      } finally {
        transport.close();
      }
    } catch (error) {
      return { kind: isFinal(error as Fault) ? 'refused' : 'failed', why: this.whyOf(error as Fault) };
    }
  }

  async probe(): Promise<string | null> {
    try {
      const transport = await this.open();
      try {
        await inTime(transport.verify(), PROBE_MS);
        return null;
      } finally {
        transport.close();
      }
    } catch (error) {
      return this.whyOf(error as Fault);
    }
  }

  /** Loaded at the first mail: most processes never send one. */
  private async open() {
    const { createTransport } = await import('nodemailer');
    const { hostname, port, protocol, username } = new URL(this.url);
    const isSecure = protocol === 'smtps:';
    const auth = username ? { user: decodeURIComponent(username), pass: this.password } : undefined;
    const host = hostname.replace(/^\[|\]$/g, '');
    const isHere = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);
    return createTransport({
      ...{ host, port: Number(port) || (isSecure ? 465 : 587), secure: isSecure },
      requireTLS: !isSecure && auth !== undefined && !isHere,
      ...(auth ? { auth } : {}),
      ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
      ...{ disableFileAccess: true, disableUrlAccess: true },
    });
  }

  private whyOf({ message = 'failed', code }: Fault): string {
    const text = code ? `${code}: ${message}` : message;
    const without = this.password ? text.replaceAll(this.password, '…') : text;
    return redact(without)
      .replace(/\p{Cc}+/gu, ' ')
      .slice(0, 500);
  }
}

/** A 5xx to the recipient or to the content; to the login or the sender it is our own fault, which somebody may mend. */
function isFinal({ code, command, responseCode }: Fault): boolean {
  if (responseCode === undefined || responseCode < 500) return false;
  return (code === 'EENVELOPE' && command === 'RCPT TO') || code === 'EMESSAGE';
}

async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the server took too long')), timeoutMs);
  });
  work.catch(() => undefined);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
