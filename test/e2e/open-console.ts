import type { Browser, Page } from 'playwright-core';
import { type Inside, openInside } from '../fault/inside.js';
import { type ConsolePage, freePort, openBrowser, openPage, signIn } from '../support/chromium.js';
import { ConsoleRows } from '../support/console-rows.js';
import { Service, type ServiceOptions } from './harness.js';

interface Options extends ServiceOptions {
  /** What is there before anybody looks. */
  seed?: (opened: OpenConsole) => Promise<unknown>;
  /** The first page is left before the door. */
  signedOut?: boolean;
}

/** A service of its own, a browser, and a page of it that the admin key has signed in; `close` ends all that was opened here. */
export class OpenConsole {
  browser!: Browser;
  admin!: ConsolePage;
  private opened: { close(): Promise<void> }[] = [];

  constructor(readonly service: Service) {}

  get page(): Page {
    return this.admin.page;
  }

  /** The services of the api on what this one keeps. */
  async inside(): Promise<Inside> {
    return this.closing(await openInside(this.service));
  }

  async rows(): Promise<ConsoleRows> {
    return this.closing(await ConsoleRows.open(this.service.database));
  }

  /** Another page, in a context of its own, of whoever holds the key. */
  async signedIn(key: string, options: Parameters<typeof openPage>[1] = {}): Promise<ConsolePage> {
    const opened = await openPage(this.browser, options);
    await signIn(opened.page, this.service.baseUrl, key);
    return opened;
  }

  go(path: string): Promise<unknown> {
    return this.page.goto(`${this.service.baseUrl}${path}`);
  }

  async close(): Promise<void> {
    await this.browser?.close();
    for (const one of this.opened.reverse()) await one.close();
    await this.service.stop();
  }

  private closing<T extends { close(): Promise<void> }>(one: T): T {
    this.opened.push(one);
    return one;
  }
}

/** The api alone, unless `programs` says more: pages are looked at, and what a worker would do is seeded. */
export async function openConsole({
  seed,
  signedOut = false,
  ...options
}: Options = {}): Promise<OpenConsole> {
  const env = { LUTHIER_PORT: String(await freePort()), ...options.env };
  const opened = new OpenConsole(await Service.start({ programs: ['api'], ...options, env }));
  try {
    await seed?.(opened);
    opened.browser = await openBrowser();
    opened.admin = signedOut
      ? await openPage(opened.browser)
      : await opened.signedIn(opened.service.adminKey);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}
