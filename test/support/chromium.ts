import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { describe as Describe } from '@jest/globals';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const given = () => process.env['LUTHIER_TEST_CHROMIUM'] ?? PLACES.find((path) => existsSync(path));
const mayInstall = () =>
  Boolean(process.env['CI']) && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Why no browser can run here, or null: then one must, and a test without it fails. CI installs what it lacks. */
export function noBrowserBecause(): string | null {
  if (given() || mayInstall() || process.env['CI']) return null;
  return 'no chromium (apt-get install chromium, or LUTHIER_TEST_CHROMIUM=/path)';
}

/** A block of tests that drive a browser: skipped, with the reason said, where none can run. */
export function inBrowser(what: string): typeof Describe | typeof Describe.skip {
  const { describe } = globalThis as unknown as { describe: typeof Describe }; // the bench opens browsers without jest
  const impossible = noBrowserBecause();
  if (impossible) process.stdout.write(`${what}: skipped, ${impossible}\n`);
  return impossible ? describe.skip : describe;
}

export function openBrowser(): Promise<Browser> {
  if (!given()) install();
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []; // the sandbox of Chromium refuses to run as root
  return chromium.launch({ executablePath: given()!, args: [...asRoot, '--disable-dev-shm-usage'] });
}

function install(): void {
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'chromium');
}

/** A page of the console whose console and policy faults are kept. */
export interface ConsolePage {
  page: Page;
  context: BrowserContext;
  /** Errors of scripts and refusals of the policy; answers that are errors are no fault of the page. */
  faults: string[];
}
export async function openPage(
  browser: Browser,
  options: { colorScheme?: 'light' | 'dark'; width?: number; height?: number } = {},
): Promise<ConsolePage> {
  const { colorScheme = 'dark', width = 1440, height = 900 } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'en-GB' });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) faults.push(text);
  });
  return { page, context, faults };
}

export async function signIn(page: Page, baseUrl: string, key: string): Promise<void> {
  await page.goto(`${baseUrl}/sign-in`);
  await page.getByLabel('API key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
}

/** What axe calls serious or critical on the page as it stands, by WCAG 2.2 AA; one line each. */
export async function grave(page: Page): Promise<string[]> {
  await page.evaluate(axe.source); // not as a script element: the policy of the page lets none in
  const found = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(of: unknown): Promise<{ violations: Violation[] }> };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return (await checker.run({ runOnly: tags })).violations;
  });
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}
interface Violation {
  id: string;
  impact: string;
  nodes: { html: string }[];
}

/** What is lost on the page as it stands: what axe calls grave, and how far it is wider than the window. */
export async function lost(page: Page): Promise<string[]> {
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  return [...(await grave(page)), ...(over > 0 ? [`${over} px too wide`] : [])];
}

/** What is lost on which of the pages, in dark and in light, wide and at 320 px; `open` waits until the page is whole. */
export async function lostOn(
  page: Page,
  paths: readonly string[],
  open: (path: string) => Promise<unknown>,
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const width of [1440, 320])
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const path of paths) {
        await open(path);
        const seen = await lost(page);
        if (seen.length > 0) found[`${path} ${colorScheme} ${width}`] = seen;
      }
    }
  await page.setViewportSize({ width: 1440, height: 900 });
  return found;
}

/** A port that is free now: a page says where it comes from, so the service must know its own address before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A picture of the page as it stands, into the folder LUTHIER_TEST_SHOTS where that is set: those in docs/images are made so. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['LUTHIER_TEST_SHOTS'];
  if (!folder) return;
  await page.waitForTimeout(500); // charts and faces that still fade in
  await page.screenshot({ path: join(resolve(folder), `${name}.png`) });
}
