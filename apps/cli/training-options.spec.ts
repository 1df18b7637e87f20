import { describe, expect, it } from '@jest/globals';
import { Option } from 'commander';
import { adapterBody, trainerBody } from '#jobs/finetune.contract.js';
import { resolveParams } from '#jobs/hyperparameters.js';
import { JOB_OPTIONS, settingsOf } from './training-options.js';

const helpOf = (flag: string): string => {
  const found = JOB_OPTIONS.find((one) => (one instanceof Option ? one.flags : one[0]).includes(flag))!;
  return found instanceof Option ? found.description : found[1];
};
type Method = 'sft' | 'dpo' | 'kto' | 'orpo';
const auto = (rows: number, of: { parameters?: number; method?: Method; full?: boolean } = {}) =>
  resolveParams(
    { method: of.method ?? 'sft' },
    adapterBody.parse(of.full ? { type: 'none' } : {}),
    trainerBody.parse({}),
    { rows, parameterCount: of.parameters ?? null, contextLength: 8192 },
  );
const plain = (number: number): string => number.toFixed(5).replace(/0+$/, '');

describe('the options of a training', () => {
  it('say what auto is, as the service resolves it', () => {
    const epochs = (rows: number, method: Method) => auto(rows, { method }).trainer.n_epochs;
    expect(helpOf('--epochs')).toContain(
      `auto: ${epochs(99, 'sft')} below 100 rows, ${epochs(399, 'sft')} below 400, then ${epochs(400, 'sft')}; of dpo, kto and orpo ${epochs(99, 'kto')} below 100 rows, then ${epochs(100, 'orpo')}`,
    );
    const batch = (rows: number) => auto(rows).trainer.batch_size;
    expect(helpOf('--batch-size')).toContain(
      `auto: ${batch(63)} below 64 rows, ${batch(255)} below 256, then ${batch(256)}`,
    );
    const rates = (of: { method?: Method; full?: boolean }) =>
      [3.9e8, 9.9e8, 1e9]
        .map((parameters) => plain(auto(9, { ...of, parameters }).trainer.learning_rate))
        .join(', ');
    const rate = helpOf('--learning-rate');
    expect(rate).toContain(`below 0.4, below 1 and from 1 billion: ${rates({})};`);
    for (const method of ['dpo', 'kto', 'orpo'] as const)
      expect(rate).toContain(`of dpo, kto and orpo ${rates({ method })};`);
    expect(rate).toContain(`--full ${rates({ full: true })}`);
    expect(helpOf('--max-seq-length')).toContain(`at most ${auto(9).trainer.max_seq_length}`);
    expect(helpOf('--beta')).toContain(
      `auto: ${String((auto(9, { method: 'dpo' }) as { beta: number }).beta)}`,
    );
    const { adapter } = auto(9);
    if (adapter.type === 'none') throw new Error('lora is the default');
    expect(helpOf('--rank')).toContain(`default ${adapter.r})`);
    expect(adapter.alpha).toBe(2 * adapter.r);
  });

  it('are numbers or auto, and nothing else', async () => {
    const session = {} as never;
    const asked = await settingsOf(session, { epochs: 'auto', batchSize: '4', learningRate: '1e-4' });
    expect(asked.trainer).toEqual({ n_epochs: 'auto', batch_size: 4, learning_rate: 1e-4 });
    await expect(settingsOf(session, { batchSize: 'many' })).rejects.toThrow('--batch-size is no number');
    await expect(settingsOf(session, { rank: 'auto' })).rejects.toThrow('--rank is no number');
  });
});
