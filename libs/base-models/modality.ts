/** What a model reads and writes. */
export const MODALITIES = ['text', 'image-text', 'image', 'speech', 'image-generation'] as const;
export type Modality = (typeof MODALITIES)[number];

// By the class that config.json or model_index.json names: transformers' and diffusers' own class names.
const BY_CLASS: readonly [RegExp, Modality][] = [
  [
    /^(CLIP|ChineseCLIP|AltCLIP|CLIPSeg|Siglip2?|Align|Blip|OwlViT|Owlv2|GroupViT|XCLIP)(?![a-z])/,
    'image-text',
  ],
  [
    /^(Whisper|Speech2Text|SpeechT5|Wav2Vec2|Hubert|UniSpeech|WavLM|SEW|Moonshine|Bark|Vits|MusicGen|Musicgen|Clap)/,
    'speech',
  ],
  [
    /^(ViT|DeiT|Swin|Swinv2|Dinov2|ConvNext|ResNet|Beit|Segformer|Sam|Detr|MobileNet|Yolos)(?![a-z])/,
    'image',
  ],
  [/(Pipeline|UNet2DConditionModel|Transformer2DModel|AutoencoderKL)$/, 'image-generation'],
];
const BY_TYPE: Readonly<Record<string, Modality>> = {
  clip: 'image-text',
  siglip: 'image-text',
  whisper: 'speech',
  wav2vec2: 'speech',
  vit: 'image',
};

/** By the architecture of a model's facts. What is on no list is taken for a language model: the recipe has the last word. */
export function modalityOf(architecture: string): Modality {
  return BY_TYPE[architecture.toLowerCase()] ?? BY_CLASS.find(([is]) => is.test(architecture))?.[1] ?? 'text';
}

/** What the recipes and the engines here load; everything else can be imported, licensed, signed and tracked. */
export const SUPPORTED: readonly Modality[] = ['text'];

/** Why no job takes the model; null where one may. */
export function unsupported(of: { slug: string; architecture: string | null }): string | null {
  const { slug, architecture } = of;
  const modality = architecture === null ? 'text' : modalityOf(architecture);
  if (SUPPORTED.includes(modality)) return null;
  return (
    `Base model '${slug}' is a ${architecture} (${modality}). Jobs train, merge, quantize and evaluate these modalities: ` +
    `${SUPPORTED.join(', ')} (language models: …ForCausalLM, …LMHeadModel, GGUF). It stays imported, licensed and signed.`
  );
}
