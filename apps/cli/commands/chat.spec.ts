import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { CliBench } from '../../../test/support/cli-run.js';
import { addChatCommand } from './chat.js';

const stream = ['{"choices":[{"delta":{"content":"hi there"}}]}', '[DONE]'];
let names: { status?: number; body: object };
const refused = {
  status: 403,
  body: { error: { message: 'The key may only chat', code: 'insufficient_scope' } },
};
const withSystem = (content: string) => ({ messages: [{ role: 'system', content }] });
const bench = new CliBench(({ path }) =>
  path.endsWith('/preview')
    ? { body: { rows: path.includes('dsv_1') ? [withSystem('Be kind.')] : [{ messages: [] }] } }
    : path === '/v1/chat/completions'
      ? {
          headers: { 'content-type': 'text/event-stream', 'x-luthier-model-version': 'mv_1' },
          body: stream.map((data) => `data: ${data}\n\n`).join(''),
        }
      : names,
);
const chat = (...more: string[]) => bench.run(addChatCommand, ['chat', 'support:live', 'hello', ...more]);
beforeAll(() => bench.open());
beforeEach(() => {
  names = refused;
  bench.asked.length = 0;
});
afterAll(() => bench.close());

it('answers to a key that may chat and read nothing, and says the id of what answers', async () => {
  const said = await chat();
  expect(said).toMatchObject({ code: 0, out: 'hi there\n' });
  expect(said.err).toMatch(/^mv_1 answers at temperature 0$/m);
  const json = await chat('--json');
  expect(JSON.parse(json.out)).toMatchObject({ version: 'mv_1', message: { content: 'hi there' } });
});

it('says the name of what answers to a key that may read it', async () => {
  names = { body: { model: 'support', version: 3, aliases: [] } };
  expect((await chat('--system', '')).err).toBe('support@3 answers at temperature 0\n');
});

it('asks for no name where nobody reads it', async () => {
  const { code, err } = await chat('--system', '', '--quiet');
  expect([code, err, bench.asked.map(({ path }) => path)]).toEqual([0, '', ['/v1/chat/completions']]);
});

it.each([
  ['dsv_1', [{ role: 'system', content: 'Be kind.' }]],
  ['dsv_2', []],
])(
  'sends the system message of the data that are named, and none where they have none: %s',
  async (id, sent) => {
    expect(await bench.run(addChatCommand, ['chat', 'mv_1', 'hello', '--system-of', id])).toMatchObject({
      code: 0,
    });
    const { body } = bench.asked.find(({ method }) => method === 'POST')!;
    expect(body).toMatchObject({ messages: [...sent, { role: 'user', content: 'hello' }] });
    expect(bench.asked.map(({ path }) => path)).not.toContain('/v1/jobs/job_1');
  },
);
