import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { FilesystemObjectStore } from '#adapters/filesystem/filesystem.object-store.js';
import { SignedUrls } from '#artifacts/signed-url.js';
import { FakeObjectStore } from '../support/fake-object-store.js';
import { objectStoreSuite } from './object-store.suite.js';

describe('object store: fake', () => {
  objectStoreSuite(async () => ({ store: new FakeObjectStore(), close: async () => {} }));
});

describe('object store: filesystem', () => {
  objectStoreSuite(async () => {
    const root = await mkdtemp(join(tmpdir(), 'luthier-objects-'));
    const store = new FilesystemObjectStore(root, new SignedUrls(Buffer.alloc(32, 7), Date.now));
    return { store, close: () => rm(root, { recursive: true }) };
  });
});
