import { afterAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerHandle, ServerSeen, ServerSpec, ServingPort } from '#deployments/serving.port.js';
import { newId } from '#kernel/ids.js';

export interface ServingUnderTest {
  port: ServingPort;
  /** A second adapter on the same machine, as after a restart of the worker. */
  again: () => ServingPort;
  model: { path: string; sha256: string };
  /** Ends the server from outside, as a crash does. */
  kill: (handle: ServerHandle) => void;
}

/** Conformance of a serving engine's adapter. `open` is called once. */
export function servingSuite(name: string, installation: string, open: () => ServingUnderTest): void {
  describe(`serving port: ${name}`, () => {
    const started: ServerHandle[] = [];
    afterAll(async () => {
      for (const handle of started) await open().port.stop(handle, 1);
    });
    const aServer = (model: { path: string; sha256: string }): ServerSpec => ({
      name: newId(`lu-${installation}-`),
      modelPath: model.path,
      modelSha256: model.sha256,
      alias: 'ft:tiny:personal::abcd1234',
      contextLength: 256,
      parallel: 1,
      threads: 1,
    });
    const start = async (port: ServingPort, spec: ServerSpec) => {
      const handle = await port.start(spec);
      started.push(handle);
      return handle;
    };
    const settled = async (port: ServingPort, handle: ServerHandle): Promise<ServerSeen> => {
      for (const end = Date.now() + 60_000; ; await sleep(100)) {
        const seen = await port.get(handle);
        if (seen.phase !== 'starting') return seen;
        if (Date.now() > end) throw new Error(`${handle.name} neither ready nor exited`);
      }
    };
    const chat = async (port: ServingPort, handle: ServerHandle, key?: string) => {
      const address = (await port.connect(handle))!;
      return fetch(`${address.endpoint}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key ?? address.apiKey}` },
        body: JSON.stringify({ messages: [{ role: 'user', content: 'hi' }], max_tokens: 2 }),
      });
    };

    it('serves chat to who has the key, under the given name, and to nobody else', async () => {
      const { port, model } = open();
      const spec = aServer(model);
      const handle = await start(port, spec);
      const seen = await settled(port, handle);
      const address = (await port.connect(handle))!;
      expect(await port.abilities(address)).toEqual({ tools: expect.any(Boolean) });
      expect(seen).toMatchObject({
        phase: 'ready',
        endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      });
      const answer = await chat(port, handle);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({
        object: 'chat.completion',
        model: spec.alias,
        usage: { completion_tokens: expect.any(Number) },
      });
      expect((await chat(port, handle, 'wrong')).status).toBe(401);
    }, 90_000);

    it('adopts what runs: the same name gives the same process, also after a restart of the worker', async () => {
      const { port, again, model } = open();
      const spec = aServer(model);
      const handle = await start(port, spec);
      expect(await again().start(spec)).toEqual(handle);
      expect((await settled(again(), handle)).phase).toBe('ready');
      expect(await again().list()).toContainEqual(handle);
      expect((await chat(again(), handle)).status).toBe(200);
    }, 90_000);

    it('stops silently, twice, and forgets the key', async () => {
      const { port, again, model } = open();
      const handle = await start(port, aServer(model));
      expect((await settled(port, handle)).phase).toBe('ready');
      await again().stop(handle, 5);
      await port.stop(handle, 5);
      expect((await port.get(handle)).phase).toBe('exited');
      expect(await port.connect(handle)).toBeNull();
      expect(await port.list()).not.toContainEqual(handle);
    }, 90_000);

    it('sees a crash, and the same name starts anew', async () => {
      const { port, kill, model } = open();
      const spec = aServer(model);
      const handle = await start(port, spec);
      expect((await settled(port, handle)).phase).toBe('ready');
      kill(handle);
      for (const end = Date.now() + 10_000; (await port.get(handle)).phase !== 'exited' && Date.now() < end;)
        await sleep(50);
      expect((await port.get(handle)).phase).toBe('exited');
      const next = await start(port, spec);
      expect(next).not.toEqual(handle);
      expect((await settled(port, next)).phase).toBe('ready');
    }, 90_000);

    it('does not load a file whose sha256 is another', async () => {
      const { port, model } = open();
      const handle = await start(port, aServer({ path: model.path, sha256: '0'.repeat(64) }));
      expect(await settled(port, handle)).toMatchObject({
        phase: 'exited',
        detail: expect.stringMatching(/sha256/i),
      });
    }, 90_000);

    it('says that a file which is no model ended the server', async () => {
      const { port, model } = open();
      const handle = await start(port, aServer({ path: `${model.path}.missing`, sha256: model.sha256 }));
      expect(await settled(port, handle)).toMatchObject({
        phase: 'exited',
        detail: expect.stringMatching(/\S/),
      });
    }, 90_000);
  });
}
