import { expect, it } from '@jest/globals';
import { aliasName, madeFor, publishedBy, versionName } from './names.js';

const version = { id: 'mv_2', object: 'model_version', model: 'ticket-bot', version: 2 };

it('names a version and its alias, by the id where no more is known', () => {
  expect(versionName(version)).toBe('ticket-bot@2');
  expect([versionName('mv_2'), versionName(null)]).toEqual(['mv_2', '-']);
  expect(aliasName({ alias: 'production', version })).toBe('ticket-bot:production');
  expect(aliasName({ alias: 'production', version: 'mv_2' })).toBe('production');
});

it('says what a pipeline publishes, with the version once there is one', () => {
  const publish = { model: 'ticket-bot' };
  expect(publishedBy({ publish, model_version: version })).toBe('ticket-bot@2');
  for (const model_version of [null, 'mv_2'])
    expect(publishedBy({ publish, model_version })).toBe('ticket-bot');
  for (const pipeline of [{ publish: null, model_version: null }, 'pipe_1', null])
    expect(publishedBy(pipeline)).toBeNull();
});

it('says what a job works for: what is published, else its base model', () => {
  const slugs = new Map([['bm_1', 'smollm2']]);
  const job = (more: object) => madeFor({ pipeline: null, spec: {}, estimate: null, ...more }, slugs);
  const spec = { base_model: 'bm_1' };
  expect(job({ spec, pipeline: { publish: { model: 'ticket-bot' }, model_version: null } })).toBe(
    'ticket-bot',
  );
  expect(job({ spec, pipeline: 'pipe_1' })).toBe('smollm2');
  expect(job({ estimate: { base_model: 'bm_1' } })).toBe('smollm2');
  expect([job({ spec: { base_model: 'bm_9' } }), job({})]).toEqual(['bm_9', '-']);
});
