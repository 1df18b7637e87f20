import { expect, it } from '@jest/globals';
import { digestOfChosen } from './digest.js';

const file = (text: string) => new Blob([text]);
const asText = (bytes: ArrayBuffer) => Promise.resolve(Buffer.from(bytes).toString());

it('has no digest while no file is chosen, nor that of the one before', async () => {
  const told: string[] = [];
  const take = digestOfChosen((sha256) => told.push(sha256), asText);
  await take(file('a'));
  await take(null);
  expect(told).toEqual(['', 'a', '']);
});

it('drops the digest of a file that another one has replaced', async () => {
  let isDone = (): void => undefined;
  const slow = new Promise<void>((done) => (isDone = done));
  const told: string[] = [];
  const take = digestOfChosen(
    (sha256) => told.push(sha256),
    async (bytes) => {
      const text = await asText(bytes);
      if (text === 'large') await slow;
      return text;
    },
  );
  const first = take(file('large'));
  await take(file('small'));
  isDone();
  await first;
  expect(told.filter(Boolean)).toEqual(['small']);
});

it('says why there is none', async () => {
  const why: (string | null)[] = [];
  await digestOfChosen(
    (_, reason) => why.push(reason),
    () => Promise.resolve(null),
  )(file('a'));
  await digestOfChosen(
    (_, reason) => why.push(reason),
    () => Promise.reject(new Error('gone')),
  )(file('a'));
  expect(why).toEqual([
    null,
    expect.stringContaining('https'),
    null,
    expect.stringContaining('cannot be read'),
  ]);
});
