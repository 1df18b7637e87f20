import { describe, expect, it } from '@jest/globals';
import { AppError } from '#kernel/errors.js';
import { finetuneBody } from './finetune.contract.js';
import { assertTrainable } from './training-rules.js';

const body = (change: object) =>
  finetuneBody.parse({ kind: 'finetune', base_model: 'b', dataset_version: 'dsv_1', ...change });
const refusal = (
  change: object,
  of: Partial<{ validates: boolean; continues: boolean; gang: boolean }> = {},
) => {
  try {
    assertTrainable(body(change), {
      validates: true,
      continues: false,
      target: 'process',
      gang: false,
      ...of,
    });
  } catch (error) {
    return error as AppError;
  }
  return null;
};
const best = { load_best_model_at_end: true };

describe('what is trained', () => {
  it.each<[string, object]>([
    ['supervised, packed, with dropout', { trainer: { packing: true }, adapter: { dropout: 0.1 } }],
    ['DoRA over a quantized base', { adapter: { type: 'qlora', use_dora: true, use_rslora: true } }],
    ['every weight', { adapter: { type: 'none' } }],
    ['every weight by ORPO', { method: 'orpo', beta: 0.2, adapter: { type: 'none' } }],
    ['KTO with a weight', { method: 'kto', beta: 'auto', desirable_weight: 2 }],
    ['by two processes', { nproc_per_node: 2 }],
    ['DPO by two processes', { method: 'dpo', nproc_per_node: 2 }],
    ['KTO by two processes', { method: 'kto', nproc_per_node: 2 }],
    ['ORPO of every weight by two processes', { method: 'orpo', nproc_per_node: 2, adapter: { type: 'none' } }],
    ['until it no longer improves', { trainer: { ...best, early_stopping_patience: 2, eval_steps: 5 } }],
    ['the best by rewards', { method: 'dpo', trainer: { ...best, metric_for_best_model: 'valid_rewards_accuracies' } }],
  ])('%s', (_what, change) => expect(refusal(change)).toBeNull()); // prettier-ignore
});

describe('what is refused, with the field at fault', () => {
  it.each<[string, object, string, string]>([
    ['beta', { beta: 0.1 }, 'beta', "'kto'"],
    ['a weight without KTO', { method: 'dpo', undesirable_weight: 'auto' }, 'undesirable_weight', "'kto'"],
    ['packed pairs', { method: 'dpo', trainer: { packing: true } }, 'trainer.packing', 'does not pack'],
    ['dropout that would not be used', { method: 'kto', adapter: { dropout: 0.1 } }, 'adapter.dropout', 'without dropout'],
    ['KTO of single rows', { method: 'kto', trainer: { batch_size: 1 } }, 'trainer.batch_size', 'at least 2'],
    ['a quantized base for lora', { adapter: { quantization: { method: 'bnb-nf4' } } }, 'adapter.quantization', "'qlora'"],
    ['an adapter on the head', { adapter: { target_modules: ['q_proj', 'lm_head'] } }, 'adapter.target_modules', 'lm_head'],
    ['DPO without an adapter', { method: 'dpo', adapter: { type: 'none' } }, 'adapter.type', "'lora'"],
    ['a rank without an adapter', { adapter: { type: 'none', r: 8 } }, 'adapter.r', 'every weight'],
    ['several machines', { nnodes: 2 }, 'nnodes', "'process' runs a job on one machine"],
    ['patience for no best', { trainer: { early_stopping_patience: 2 } }, 'trainer.early_stopping_patience', 'load_best_model_at_end'],
    ['a metric of another method', { trainer: { ...best, metric_for_best_model: 'valid_rewards_margins' } }, 'trainer.metric_for_best_model', 'valid_mean_token_accuracy'],
  ])('%s', (_what, change, param, says) => {
    const error = refusal(change);
    expect(error).toMatchObject({ code: 'invalid_value', details: { param } });
    expect(error?.message).toContain(says);
  }); // prettier-ignore

  it('the best of no validation rows, and all weights on top of an adapter', () => {
    expect(refusal({ trainer: best }, { validates: false })?.details.param).toBe(
      'trainer.load_best_model_at_end',
    );
    expect(refusal({ trainer: { eval_steps: 5 } }, { validates: false })?.details.param).toBe(
      'trainer.eval_steps',
    );
    expect(refusal({ adapter: { type: 'none' } }, { continues: true })?.details.param).toBe('continue_from');
  });

  it('several nodes are for a target that starts a job on all of them', () =>
    expect(refusal({ nnodes: 2, nproc_per_node: 4 }, { gang: true })).toBeNull());

  it('tells of every fault at once', () => {
    const error = refusal({ method: 'kto', trainer: { packing: true, batch_size: 1 } });
    expect(error?.details).toMatchObject({
      faults: [{ param: 'trainer.packing' }, { param: 'trainer.batch_size' }],
    });
  });
});
