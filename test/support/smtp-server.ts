import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Received {
  to: string[];
  raw: string;
  /** Header by its lower-case name, unfolded. */
  header(name: string): string | null;
  /** Both parts, decoded. */
  body: string;
}

/** A real SMTP server on a port of this machine, that can be told to misbehave. */
export class Postbox {
  readonly received: Received[] = [];
  /** Answers to RCPT TO by address: the code, 550 for never, 451 for not now. */
  readonly refuse = new Map<string, number>();
  /** So many connections are cut in the middle of DATA. */
  cuts = 0;
  /** Takes the mail and says nothing. */
  isSilent = false;
  port = 0;
  private server: SMTPServer | null = null;

  constructor(private readonly login?: { user: string; pass: string }) {}

  static async open(login?: { user: string; pass: string }): Promise<Postbox> {
    const box = new Postbox(login);
    await box.start();
    return box;
  }

  get url(): string {
    const who = this.login ? `${this.login.user}:${this.login.pass}@` : '';
    return `smtp://${who}127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const server = new SMTPServer({
      ...{
        authOptional: !this.login,
        allowInsecureAuth: true,
        disabledCommands: ['STARTTLS'],
        logger: false,
      },
      onAuth: ({ username, password }, _session, answer) =>
        username === this.login?.user && password === this.login?.pass
          ? answer(null, { user: username })
          : answer(new Error('wrong')),
      onRcptTo: ({ address }, _session, answer) => {
        const code = this.refuse.get(address);
        answer(code === undefined ? null : Object.assign(new Error('no'), { responseCode: code }));
      },
      onData: (stream, session, answer) => {
        const chunks: Buffer[] = [];
        if (this.cuts > 0) {
          this.cuts -= 1;
          stream.once('data', () => this.cutAll());
          return;
        }
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.received.push(read(to, Buffer.concat(chunks).toString()));
          if (!this.isSilent) answer();
        });
      },
    });
    server.on('error', () => undefined); // a connection that was cut
    const { server: listener } = server;
    server.listen(this.port, '127.0.0.1');
    await once(listener, 'listening');
    this.port = (listener.address() as AddressInfo).port;
    this.server = server;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    const closed = new Promise<void>((done) => server.close(() => done()));
    this.cutAll(server);
    await closed;
  }

  private cutAll(server = this.server): void {
    const open = (server as unknown as { connections: Set<{ _socket: { destroy(): void } }> } | null)
      ?.connections;
    for (const connection of open ?? []) connection._socket.destroy();
  }
}

function read(to: string[], raw: string): Received {
  const [head = ''] = raw.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const header = (name: string): string | null =>
    lines.find((line) => line.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
  return { to, raw, header, body: decode(raw) };
}

/** Quoted-printable, as the sender writes what is not plain ASCII. */
function decode(raw: string): string {
  const joined = raw.replace(/=\r\n/g, '');
  return joined.replace(/(?:=[0-9A-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('=', ''), 'hex').toString(),
  );
}
