import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, holderOf, isFree, keptPort } from './ports.js';

let dir: string;
let server: Server | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ports-'));
});
afterEach(() => {
  server?.close();
  rmSync(dir, { recursive: true });
});
const occupy = (port: number) =>
  new Promise<void>((resolve) => {
    server = createServer().listen(port, '127.0.0.1', resolve);
  });

describe('ports', () => {
  it('keeps a port for a server and gives way to whoever took it', async () => {
    const first = await keptPort(dir, 'postgres');
    expect(await keptPort(dir, 'postgres')).toBe(first);
    await occupy(first);
    const second = await keptPort(dir, 'postgres');
    expect(second).not.toBe(first);
    expect(await keptPort(dir, 'mlflow')).not.toBe(second);
  });

  it('names who holds a port', async () => {
    const port = await freePort();
    expect(await isFree(port, '127.0.0.1')).toBe(true);
    expect(holderOf(port)).toBeNull();
    await occupy(port);
    expect(await isFree(port, '127.0.0.1')).toBe(false);
    expect(holderOf(port)).toMatchObject({ pid: process.pid, command: expect.stringContaining('node') });
  });
});
