import { PassThrough, Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { eachLine } from './chat.js';

it('asks every line of a pipe, one after the other, though the pipe ended before the first answer', async () => {
  const asked: string[] = [];
  let running = 0;
  const input = Readable.from(['one\ntwo\n', '\nthree']);
  await eachLine({ input, output: new PassThrough() }, async (text) => {
    running += 1;
    expect(running).toBe(1);
    await new Promise((answered) => setTimeout(answered, 20));
    running -= 1;
    asked.push(text);
  });
  expect(asked).toEqual(['one', 'two', 'three']);
});
