import { expect, it } from '@jest/globals';
import { CliBench } from '../../test/support/cli-run.js';
import { published } from './publishing.js';

const session = new CliBench(() => undefined).session();
const pipeline = { jobs: [] } as unknown as Parameters<typeof published>[1];

it.each([
  ['--publish', { publish: 'bot', evaluate: true }],
  ['--engines', { engines: 'vllm', evaluate: true }],
  ['--no-evaluate', { evaluate: false }],
])('refuses %s beside a file of a whole pipeline', async (option, options) => {
  await expect(published(session, pipeline, options)).rejects.toThrow(
    `${option} and a file of a whole pipeline`,
  );
});

it('takes the file as it is where nothing is said beside it', async () => {
  expect(await published(session, pipeline, { evaluate: true })).toBe(pipeline);
});
