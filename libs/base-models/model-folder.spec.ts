import { describe, expect, it } from '@jest/globals';
import { factsOfConfig, parseModelJson } from './model-facts.js';
import { assertHonestText, assertNoCode, roleOf } from './model-folder.js';

describe('what a model folder may hold', () => {
  it.each([
    ['model.safetensors', 'weights'],
    ['model-00001-of-00002.safetensors', 'weights'],
    ['SmolLM2.Q4_1.gguf', 'gguf'],
    ['config.json', 'config'],
    ['model.safetensors.index.json', 'config'],
    ['merges.txt', 'text'],
    ['chat_template.jinja', 'text'],
    ['LICENSE', 'text'],
    ['NOTICE', 'text'],
    ['README.md', 'text'],
    ['tokenizer.model', 'tokenizer'],
  ])('takes %s as %s', (path, role) => {
    expect(roleOf(path)).toBe(role);
  });

  it.each([
    ['pytorch_model.bin', /runs code/],
    ['consolidated.00.pth', /runs code/],
    ['training_args.BIN', /runs code/],
    ['rng_state.pkl', /runs code/],
    ['model.ckpt', /runs code/],
    ['scaler.joblib', /runs code/],
    ['modeling_evil.py', /is code/],
    ['lib/hook.so', /is code/],
    ['weights.zip', /archive/],
    ['model.safetensors.exe', /is code/],
    ['evil.model', /no format on the list/],
    ['noextension', /no format on the list/],
    ['model.safetensors ', /no format on the list/],
  ])('refuses %s', (path, why) => {
    expect(() => roleOf(path)).toThrow(
      expect.objectContaining({ code: 'forbidden_file', message: expect.stringMatching(why) }),
    );
  });

  it('refuses code that a JSON file asks for, at any depth', () => {
    const auto = { auto_map: { AutoModel: 'modeling_evil.Model' } };
    for (const json of [auto, { a: [{ b: auto }] }, { trust_remote_code: true }]) {
      expect(() => assertNoCode('config.json', json)).toThrow(
        expect.objectContaining({ code: 'custom_code' }),
      );
    }
    expect(() => assertNoCode('config.json', { trust_remote_code: false, auto: 1 })).not.toThrow();
  });

  it('looks behind the name of a text file', () => {
    expect(() => assertHonestText('a.json', Buffer.from([0x80, 0x04, 0x95]))).toThrow(
      /a pickle under another name/,
    );
    expect(() => assertHonestText('a.txt', Buffer.from('PK\u0003\u0004'))).toThrow(/zip/);
    expect(() => assertHonestText('a.txt', Buffer.from('a\u0000'))).toThrow(/NUL/);
    expect(() => assertHonestText('a.json', Buffer.from('{}'))).not.toThrow();
  });
});

describe('facts of a model', () => {
  it('takes only what it knows from config.json', () => {
    const config = {
      architectures: ['LlamaForCausalLM'],
      max_position_embeddings: 8192,
      vocab_size: 1e99,
      tie_word_embeddings: true,
      note: 'x',
    };
    expect(factsOfConfig(config, 12)).toEqual({
      architecture: 'LlamaForCausalLM',
      parameterCount: 12,
      contextLength: 8192,
      vocabSize: null,
      hiddenSize: null,
      layers: null,
      intermediateSize: null,
      attentionHeads: null,
      kvHeads: null,
      tiedEmbeddings: true,
      dtype: null,
    });
    expect(() => factsOfConfig({ architectures: ['<script>'] }, 1)).toThrow(/no architecture/);
  });

  it.each(['[1]', '{"a":1,"a":2}', '{', '"x"'])('refuses %s as a JSON file', (text) => {
    expect(() => parseModelJson('config.json', text)).toThrow(
      expect.objectContaining({ code: 'bad_model_file' }),
    );
  });
});
