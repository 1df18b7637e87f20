/**
 * A browser with a cookie jar that keeps the rules of `__Host-` and Max-Age, in front of a service that thinks it is reached
 * at `publicUrl`.
 */
export class Browser {
  readonly cookies = new Map<string, string>();
  /** Every set-cookie line seen. */
  readonly lines: string[] = [];

  constructor(
    private readonly base: string,
    readonly publicUrl: string,
  ) {}

  /** One request to the service, no redirect followed. */
  async send(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: unknown,
  ): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${this.base}${path}`, {
      ...{ method, redirect: 'manual' },
      headers: {
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return response;
  }

  /** A change by a page of the service: with its origin and the token. */
  async change(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const token = ((await this.me()) as { csrf_token?: string }).csrf_token ?? '';
    const origin = new URL(this.publicUrl).origin;
    return this.send(
      method,
      path,
      { origin, 'sec-fetch-site': 'same-origin', 'x-csrf-token': token, ...headers },
      body,
    );
  }

  async me(): Promise<unknown> {
    return (await this.send('GET', '/auth/me')).json();
  }

  /** To the provider; answers where it would send the browser back to, as a path of the service. */
  async leave(returnTo?: string): Promise<string> {
    const query = returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`;
    const out = await this.send('GET', `/auth/login${query}`);
    if (out.status !== 302) throw new Error(`${out.status} ${await out.text()}`);
    const back = await fetch(out.headers.get('location')!, { redirect: 'manual' });
    const location = back.headers.get('location');
    if (!location?.startsWith(`${this.publicUrl}/auth/callback?`)) throw new Error(`back to ${location}`);
    return location.slice(this.publicUrl.length);
  }

  /** The whole login; answers the last response of the service. */
  async login(returnTo?: string): Promise<Response> {
    return this.send('GET', await this.leave(returnTo));
  }

  private keep(line: string): void {
    this.lines.push(line);
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    const has = (wanted: string) => attributes.includes(wanted);
    if (name.startsWith('__Host-') && !(has('Secure') && has('Path=/') && !line.includes('Domain=')))
      throw new Error(`a browser refuses ${line}`);
    if (has('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
