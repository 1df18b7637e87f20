import { describe, expect, it } from '@jest/globals';
import { modalityOf, unsupported } from './modality.js';

describe('what a model reads and writes', () => {
  it.each([
    ['CLIPModel', 'image-text'],
    ['SiglipModel', 'image-text'],
    ['clip', 'image-text'],
    ['WhisperForConditionalGeneration', 'speech'],
    ['whisper', 'speech'],
    ['Wav2Vec2ForCTC', 'speech'],
    ['ViTForImageClassification', 'image'],
    ['StableDiffusionPipeline', 'image-generation'],
    ['StableDiffusionXLPipeline', 'image-generation'],
    ['FluxPipeline', 'image-generation'],
    ['LlamaForCausalLM', 'text'],
    ['llama', 'text'],
    ['GPT2LMHeadModel', 'text'],
    ['Qwen2ForCausalLM', 'text'],
    ['Gemma3ForConditionalGeneration', 'text'],
    ['ClipperForCausalLM', 'text'],
    ['SwinburneForCausalLM', 'text'],
  ])('%s: %s', (architecture, modality) => {
    expect(modalityOf(architecture)).toBe(modality);
  });

  it('says of what no job takes which class it is, and what jobs take', () => {
    const why = unsupported({ slug: 'whisper-tiny', architecture: 'WhisperForConditionalGeneration' });
    for (const part of ['whisper-tiny', 'WhisperForConditionalGeneration', 'speech', 'ForCausalLM'])
      expect(why).toContain(part);
    expect(unsupported({ slug: 'x', architecture: null })).toBeNull();
    expect(unsupported({ slug: 'x', architecture: 'LlamaForCausalLM' })).toBeNull();
  });
});
