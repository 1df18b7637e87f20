import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { root } from '#platform/root.js';

const MOST_KB = 300;
const assets = join(root, 'dist/console/assets');
const read = (name: string) => readFileSync(join(assets, name));
const sizeOf = (name: string) => gzipSync(read(name)).length / 1024;

/** What a browser must have before the first page: the entry, what it imports at once, and the overview. */
function firstRoute(): string[] {
  const page = readFileSync(join(assets, '../index.html'), 'utf8');
  const named = [...page.matchAll(/\/assets\/([\w.-]+\.(?:js|css))/g)].map(([, name]) => name!);
  const left = [...named, ...readdirSync(assets).filter((name) => /^overview-page-[\w-]+\.js$/.test(name))];
  const all = new Set<string>();
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (all.has(name)) continue;
    all.add(name);
    if (name.endsWith('.js'))
      for (const [, next] of read(name)
        .toString()
        .matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g))
        left.push(next!);
  }
  return [...all];
}

describe('the built console', () => {
  it(`needs at most ${MOST_KB} KB of scripts and styles, gzipped, for its first page`, () => {
    expect(existsSync(assets)).toBe(true); // `npm run build` makes it, and every way to the tests builds
    const files = firstRoute();
    expect(files.filter((name) => name.endsWith('.js')).length).toBeGreaterThan(1);
    const sum = files.reduce((kb, name) => kb + sizeOf(name), 0);
    expect(sum).toBeGreaterThan(50);
    expect(sum).toBeLessThanOrEqual(MOST_KB);
  });

  it('holds no script in its page, and no file that another site would have to send', () => {
    const page = readFileSync(join(assets, '../index.html'), 'utf8');
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
    expect(page).not.toMatch(/(?:src|href)="https?:/);
    for (const css of readdirSync(assets).filter((name) => name.endsWith('.css')))
      expect(read(css).toString()).not.toMatch(/url\(["']?https?:/);
  });
});
