import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CliBench } from '../../test/support/cli-run.js';
import { completeChat, eachLine, streamChat } from './chat.js';
import type { Session } from './session.js';

it('asks every line of a pipe, one after the other, though the pipe ended before the first answer', async () => {
  const asked: string[] = [];
  let running = 0;
  const input = Readable.from(['one\ntwo\n', '\nthree']);
  await eachLine({ input, output: new PassThrough(), signal: new AbortController().signal }, async (text) => {
    running += 1;
    expect(running).toBe(1);
    await new Promise((answered) => setTimeout(answered, 20));
    running -= 1;
    asked.push(text);
  });
  expect(asked).toEqual(['one', 'two', 'three']);
});

it('ends a prompt that waits when the signal comes', async () => {
  const stop = new AbortController();
  const [input, output] = [new PassThrough(), new PassThrough()];
  const ended = eachLine({ input, output, signal: stop.signal }, async () => stop.abort('SIGINT'));
  input.write('one\n');
  await expect(ended).rejects.toBe('SIGINT');
});

const piece = `data: ${JSON.stringify({ choices: [{ delta: { content: 'hel' } }] })}\n\n`;
let cold: () => void = () => undefined;
const bench = new CliBench(({ body }) => {
  const { model } = body as { model: string };
  if (model === 'cut') return { body: piece, cut: true };
  cold();
  return { status: 503, headers: { 'retry-after': '30' }, body: { error: { message: 'loading' } } };
});
const sessionWith = (signal: AbortSignal) =>
  ({ baseUrl: process.env['LUTHIER_BASE_URL'], apiKey: 'lu-test', signal }) as unknown as Session;
beforeAll(() => bench.open());
afterAll(() => bench.close());

it('waits no longer for a cold model when the signal comes', async () => {
  const stop = new AbortController();
  const ended = completeChat(sessionWith(stop.signal), { model: 'cold', messages: [] });
  await new Promise<void>((asked) => (cold = asked));
  stop.abort();
  await expect(ended).rejects.toMatchObject({ name: 'AbortError' });
});

it('says of an answer that is cut that the service is not there', async () => {
  const session = sessionWith(new AbortController().signal);
  const chat = { model: 'cut', messages: [] };
  let shown = '';
  const told = { tell: () => Promise.resolve(), show: (text: string) => void (shown += text) };
  const error = { name: 'Unreachable', message: expect.stringMatching(/ended its answer too early$/) };
  await expect(streamChat(session, chat, told)).rejects.toMatchObject(error);
  await expect(completeChat(session, chat)).rejects.toMatchObject(error);
  expect(shown).toBe('hel');
});
