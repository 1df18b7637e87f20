/** An open base that may take the place of one of OpenAI's; the user may name any other. */
export interface Proposal {
  hubId: string;
  /** Tag of its model card; Luthier's own answer is asked for, and asked again when a job is submitted. */
  license: string;
  billions: number;
  /** Longest context in tokens, as its configuration says. */
  context: number;
  why: string;
}
type SizeClass = 'nano' | 'mini' | 'full';

/** In order: the first is proposed, unless a later one of the class is imported already. Figures are those of the model cards. */
export const PROPOSALS: Readonly<Record<SizeClass, readonly Proposal[]>> = {
  nano: [
    row(
      'Qwen/Qwen2.5-1.5B-Instruct',
      'apache-2.0',
      1.5,
      32768,
      'answers short tasks on a CPU or a small GPU',
    ),
    row(
      'HuggingFaceTB/SmolLM2-1.7B-Instruct',
      'apache-2.0',
      1.7,
      8192,
      'English; its training data is published',
    ),
    row('Qwen/Qwen2.5-0.5B-Instruct', 'apache-2.0', 0.5, 32768, 'the cheapest to train and to serve'),
    row(
      'HuggingFaceTB/SmolLM2-135M-Instruct',
      'apache-2.0',
      0.135,
      8192,
      'trains on two cores; for trying the way out',
    ),
  ],
  mini: [
    row(
      'Qwen/Qwen2.5-7B-Instruct',
      'apache-2.0',
      7.6,
      32768,
      'many languages; one 24 GB GPU trains its adapter',
    ),
    row(
      'ibm-granite/granite-3.3-8b-instruct',
      'apache-2.0',
      8.2,
      131072,
      'as long a context as the old model',
    ),
    row('mistralai/Mistral-7B-Instruct-v0.3', 'apache-2.0', 7.2, 32768, 'European languages'),
    row(
      'meta-llama/Llama-3.1-8B-Instruct',
      'llama3.1',
      8.0,
      131072,
      'as long a context; its license names duties',
    ),
  ],
  full: [
    row(
      'Qwen/Qwen2.5-14B-Instruct',
      'apache-2.0',
      14.8,
      32768,
      'many languages; one 48 GB GPU, or 24 GB by QLoRA',
    ),
    row('microsoft/phi-4', 'mit', 14.7, 16384, 'strong at reasoning for its size; English first'),
    row(
      'mistralai/Mistral-Small-24B-Instruct-2501',
      'apache-2.0',
      23.6,
      32768,
      'the largest here under Apache-2.0 that one 80 GB GPU trains in 16 bit',
    ),
  ],
};

/** OpenAI publishes no sizes: the class is the place that OpenAI itself gives a model among its own. */
const CLASSES: readonly (readonly [RegExp, SizeClass])[] = [
  [/nano|babbage|ada|curie/, 'nano'],
  [/mini|gpt-3\.5|davinci/, 'mini'],
  [/gpt-4|gpt-5|o[134]/, 'full'],
];

export const sizeClassOf = (model: string): SizeClass =>
  CLASSES.find(([pattern]) => pattern.test(baseOf(model)))?.[1] ?? 'mini';

/** `ft:gpt-4o-mini-2024-07-18:acme::Ab1` stands on `gpt-4o-mini-2024-07-18`. */
export const baseOf = (model: string): string => (model.startsWith('ft:') ? model.split(':')[1]! : model);

/** The class of a model, and which of its bases is proposed: an imported one first, for it can be used at once. */
export function propose(
  model: string,
  isImported: (hubId: string) => boolean,
): { chosen: Proposal; because: string } {
  const size = sizeClassOf(model);
  const all = PROPOSALS[size];
  const chosen = all.find(({ hubId }) => isImported(hubId)) ?? all[0]!;
  const place = `${baseOf(model)} counts as '${size}'`;
  const facts = `${chosen.billions}B parameters, context ${chosen.context}, card says ${chosen.license}`;
  return { chosen, because: `${place}; ${facts}; ${chosen.why}` };
}

function row(hubId: string, license: string, billions: number, context: number, why: string): Proposal {
  return { hubId, license, billions, context, why };
}
