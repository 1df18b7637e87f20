import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalHub } from '../support/local-hub.js';
import { needed } from './harness.js';

/** A model whose configuration asks for code of its own. */
export const CODED = { id: 'acme/coded', revision: 'c1'.repeat(20) };
export const TINY = { repo: 'acme/tiny-llama', revision: 'c0'.repeat(20), slug: 'tiny-llama' };

export interface TinyHub {
  url: string;
  /** JSONL of 60 and 12 rows that belong to the model. */
  train: string;
  test: string;
  /** 48 preference pairs. */
  pairs: string;
  /** The same as 48 answers with a label each. */
  answers: string;
  stop(): Promise<void>;
}

/** A Hugging Face Hub on this machine with one random Llama of 140,000 parameters, made on the spot; `card`: what its publisher declares. */
export async function openTinyHub(
  card: Record<string, unknown> = { license: 'apache-2.0' },
): Promise<TinyHub> {
  const folder = mkdtempSync(join(tmpdir(), 'luthier-tiny-'));
  await promisify(execFile)(needed('LUTHIER_TEST_TRAIN_PYTHON'), ['jobs/tests/tiny.py', folder]);
  const model = join(folder, 'model');
  if (!existsSync(join(model, 'model.safetensors'))) throw new Error('the tiny model was not made');
  const files = Object.fromEntries(readdirSync(model).map((name) => [name, readFileSync(join(model, name))]));
  const code = JSON.stringify({ architectures: ['Coded'], auto_map: { AutoModel: 'modeling.Coded' } });
  const coded = { 'config.json': Buffer.from(code), 'model.safetensors': files['model.safetensors']! };
  const hub = await new LocalHub([
    { id: TINY.repo, revision: TINY.revision, card, files },
    { ...CODED, card, files: coded },
  ]).start();
  return {
    url: hub.url,
    train: join(folder, 'train.jsonl'),
    test: join(folder, 'test.jsonl'),
    pairs: join(folder, 'pairs.jsonl'),
    answers: join(folder, 'answers.jsonl'),
    stop: async () => {
      await hub.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
