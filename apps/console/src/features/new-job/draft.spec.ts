import { describe, expect, it } from '@jest/globals';
import { trainingOf } from '#client/clone.js';
import type { Job } from '../jobs/job-words.js';
import { changesOf, draftOf, isShown, requestOf } from './draft.js';
import { ADAPTER, METHOD } from './fields.js';
import { withoutReview } from './review-words.js';

const what = { base_model: 'tiny', dataset_version: 'dsv_1' };

describe('what is sent for what is typed', () => {
  it('is a job with what was filled in alone', () => {
    const draft = { ...what, 'adapter.r': ' 8 ', 'adapter.alpha': '', 'trainer.learning_rate': '2e-4' };
    expect(requestOf(draft)).toEqual({
      path: '/v1/jobs',
      prefix: '',
      body: { kind: 'finetune', ...what, adapter: { r: 8 }, trainer: { learning_rate: 2e-4 } },
    });
  });
  it('leaves words where a number is wanted to the service, which says so at the field', () => {
    const { body } = requestOf({ ...what, 'trainer.batch_size': 'many', 'trainer.n_epochs': 'auto' });
    expect(body).toMatchObject({ trainer: { batch_size: 'many', n_epochs: 'auto' } });
  });
  it('has modules as a list, and switches as they stand', () => {
    const { body } = requestOf({
      'adapter.target_modules': 'q_proj, v_proj',
      'adapter.use_dora': 'true',
      'trainer.packing': 'false',
    });
    expect(body).toMatchObject({
      adapter: { target_modules: ['q_proj', 'v_proj'], use_dora: true },
      trainer: { packing: false },
    });
    expect(requestOf({ 'adapter.target_modules': 'all-linear' }).body).toMatchObject({
      adapter: { target_modules: 'all-linear' },
    });
  });
  it('is the pipeline of the command line where it is published', () => {
    const { path, body, prefix } = requestOf(
      { ...what, 'publish.model': 'support', 'publish.type': 'q4_k_m' },
      { check: { dataset: 'dsv_1', split: 'test' }, evaluation: { dataset: 'dsv_1' } },
    );
    expect([path, prefix]).toEqual(['/v1/pipelines', 'jobs.0.']);
    expect(body).toMatchObject({
      publish: { model: 'support' },
      jobs: [
        ...[{ name: 'train' }, { name: 'merge' }, { name: 'quantize', type: 'q4_k_m' }],
        ...[{ name: 'tuned' }, { name: 'quantized' }, { name: 'parity' }],
      ],
    });
  });
  it('repeats the training over several seeds', () => {
    const { body } = requestOf({ ...what, seed: '1, 2 3' });
    expect(body).toEqual({
      jobs: [{ name: 'train', kind: 'finetune', ...what }],
      sweep: { grid: { seed: [1, 2, 3] } },
    });
    expect(requestOf({ seed: '7' }).body).toMatchObject({ seed: 7 });
  });
});

describe('a job as a draft', () => {
  const job = {
    seed: 7,
    target: 'process',
    kind: 'finetune',
    spec: {
      ...{ kind: 'finetune', ...what, rows: 60 },
      params: {
        ...{ method: 'kto', beta: 0.1, device: 'auto' },
        adapter: { type: 'lora', r: 8, target_modules: ['q_proj', 'v_proj'], use_dora: false },
        trainer: { n_epochs: 3, max_steps: null },
      },
      processes: { nproc_per_node: 2, nnodes: 1 },
    },
  } as unknown as Job;

  it('has every setting by its name, resolved', () => {
    expect(draftOf(trainingOf(job, 'art_1'), 'never')).toEqual({
      ...{ ...what, method: 'kto', beta: '0.1', continue_from: 'art_1', seed: '7', target: 'process' },
      ...{ reuse: 'never', nproc_per_node: '2', nnodes: '1', 'trainer.n_epochs': '3' },
      ...{ 'adapter.type': 'lora', 'adapter.r': '8', 'adapter.use_dora': 'false' },
      'adapter.target_modules': 'q_proj, v_proj',
    });
  });
  it('comes back as the same request', () => {
    expect(requestOf(draftOf(trainingOf(job, null), 'never')).body).toMatchObject({
      ...{ method: 'kto', beta: 0.1, seed: 7, nproc_per_node: 2 },
      adapter: { type: 'lora', r: 8, target_modules: ['q_proj', 'v_proj'], use_dora: false },
    });
  });
  it('differs in what was changed, and in no white space', () => {
    const parent = draftOf(trainingOf(job, null), 'never');
    expect(changesOf({ ...parent, 'adapter.r': '16 ', seed: ' 7', beta: '' }, parent)).toEqual([
      { name: 'adapter.r', label: 'r', before: '8', now: '16' },
      { name: 'beta', label: 'beta', before: '0.1', now: '' },
    ]);
  });
});

it('a field of another method or adapter is shown only while something stands in it', () => {
  const [beta, r] = [METHOD[0]!, ADAPTER[1]!];
  expect([isShown(beta, {}), isShown(beta, { method: 'dpo' }), isShown(beta, { beta: '1' })]).toEqual([
    ...[false, true, true],
  ]);
  expect([isShown(r, {}), isShown(r, { 'adapter.type': 'none' })]).toEqual([true, false]);
});

it('the review of a question is told apart from it', () => {
  const review = `rev_${'0'.repeat(26)}`;
  expect(withoutReview(`It is forbidden. Review ${review} is open: luthier review show ${review}`)).toEqual({
    rest: 'It is forbidden.',
    review,
  });
  expect(withoutReview('It is forbidden.')).toEqual({ rest: 'It is forbidden.', review: null });
});
