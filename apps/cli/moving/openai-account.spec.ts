import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckpoint, anOpenAiJob, OpenAiDouble } from '../../../test/support/openai-double.js';
import { EXIT } from '../exits.js';
import { download, plainResults } from './copy.js';
import { openAi, readAccount } from './openai-account.js';

let double: OpenAiDouble;
let folder: string;
beforeEach(async () => {
  double = await OpenAiDouble.open();
  folder = mkdtempSync(join(tmpdir(), 'luthier-account-'));
});
afterEach(async () => {
  await double.close();
  rmSync(folder, { recursive: true });
});
const client = (key = OpenAiDouble.KEY) => openAi(double.url, { OPENAI_API_KEY: key });
const read = async () => readAccount(await client(), () => undefined);

describe('reading an account', () => {
  it('follows every page, once each, and asks for no content', async () => {
    const ids = ['ftjob-1', 'ftjob-2', 'ftjob-3', 'ftjob-4', 'ftjob-5'];
    double.jobs = ids.map((id) => anOpenAiJob({ id }));
    double.checkpoints.set(
      'ftjob-1',
      [3, 2, 1].map((step) => aCheckpoint('ftjob-1', step)),
    );
    for (const id of ['file-a', 'file-b', 'file-c']) double.addFile(id, '{}');
    double.webhooks = ['whe_1', 'whe_2', 'whe_3'].map((id) => ({
      id,
      name: id,
      url: 'https://a.example',
      event_types: [],
    }));
    const account = await read();
    expect(account.jobs.map(({ job }) => job.id)).toEqual(ids);
    expect(account.jobs[0]!.checkpoints.map(({ step_number }) => step_number)).toEqual([3, 2, 1]);
    expect([account.files.length, account.webhooks.length, account.notes]).toEqual([3, 3, []]);
    expect(double.asked.filter(({ path }) => path.includes('content'))).toEqual([]);
  });

  it('waits as long as a rate limit says, and outlives a broken moment', async () => {
    double.jobs = [anOpenAiJob({ id: 'ftjob-1' })];
    double.failNext('/fine_tuning/jobs', { status: 429, headers: { 'retry-after': '1' }, times: 1 });
    double.failNext('/files', { status: 500, headers: { 'retry-after-ms': '10' }, times: 1 });
    const started = Date.now();
    expect((await read()).jobs).toHaveLength(1);
    expect(Date.now() - started).toBeGreaterThan(950);
    expect(double.askedFor('/files')).toBe(2);
  });

  it('goes on without what the key may not read, and says so', async () => {
    double.jobs = [anOpenAiJob({ id: 'ftjob-1' })];
    double.hidden = ['/webhook_endpoints'];
    expect((await read()).notes).toEqual([
      expect.stringMatching(/cannot read webhook endpoints \(403: .*Missing scopes/),
    ]);
  });

  it.each([
    ['a wrong key', 'sk-wrong', [], EXIT.auth, /refuses to list fine-tuning jobs.*Incorrect API key/],
    ['a key that may not read jobs', OpenAiDouble.KEY, ['/fine_tuning'], EXIT.auth, /Missing scopes/],
  ])('ends at %s', async (_, key, hidden, exit, message) => {
    double.hidden = hidden;
    const failed = client(key).then((one) => readAccount(one, () => undefined));
    await expect(failed).rejects.toMatchObject({ exit, message: expect.stringMatching(message) });
  });

  it('ends as unavailable where nobody listens', async () => {
    const { url } = double;
    await double.close();
    const dead = await openAi(url, { OPENAI_API_KEY: 'sk-x' });
    dead.maxRetries = 0;
    await expect(readAccount(dead, () => undefined)).rejects.toMatchObject({ exit: EXIT.unavailable });
    double = await OpenAiDouble.open();
  });
});

describe('the key', () => {
  it('comes from a file that its owner alone can read', async () => {
    const path = join(folder, 'key');
    writeFileSync(path, `${OpenAiDouble.KEY}\n`, { mode: 0o600 });
    expect((await openAi(double.url, { OPENAI_API_KEY_FILE: path })).apiKey).toBe(OpenAiDouble.KEY);
    chmodSync(path, 0o640);
    await expect(openAi(double.url, { OPENAI_API_KEY_FILE: path })).rejects.toMatchObject({
      exit: EXIT.auth,
    });
    await expect(openAi(double.url, {})).rejects.toMatchObject({ message: 'no OpenAI key', exit: EXIT.auth });
  });

  it('does not travel unencrypted', async () => {
    const far = openAi('http://openai.example/v1', { OPENAI_API_KEY: 'sk-x' });
    await expect(far).rejects.toMatchObject({ exit: EXIT.usage });
  });
});

describe('a download', () => {
  const to = () => join(folder, 'file');
  it('is the bytes that OpenAI lists, with their hash', async () => {
    double.addFile('file-a', '{"a":1}\n');
    const got = await download(await client(), { id: 'file-a', bytes: 8 }, to());
    expect(got).toEqual({ bytes: 8, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(readFileSync(to(), 'utf8')).toBe('{"a":1}\n');
  });

  it.each([
    ['gone', 100, EXIT.notFound, /hand out file-a: .*No such File/],
    ['{"a":1}\n', 9, EXIT.unavailable, /8 bytes where OpenAI lists 9/],
    ['{"a":1}\n', 600 * 1024 * 1024, EXIT.usage, /larger than 512 MiB/],
  ])('of %j listed with %i bytes is refused', async (content, bytes, exit, message) => {
    double.addFile('file-a', content === 'gone' ? null : content);
    const refused = download(await client(), { id: 'file-a', bytes }, to());
    await expect(refused).rejects.toMatchObject({ exit, message: expect.stringMatching(message) });
  });

  it('of results is read in base64 and as it is', () => {
    const csv = 'step,train_loss\n1,0.5\n';
    expect([
      plainResults(csv),
      plainResults(Buffer.from(csv).toString('base64')),
      plainResults('other'),
    ]).toEqual([csv, csv, 'other']);
  });
});
