/** One setting of a training, under the name that the API gives it. */
export interface Field {
  name: string;
  /** As PEFT, TRL or torchrun call it. */
  label: string;
  hint?: string;
  kind: 'text' | 'number' | 'choice' | 'switch' | 'words';
  options?: readonly string[];
  /** What the service takes where the field is left empty; fields.spec.ts holds it to the contract. */
  usual?: string;
  /** What an empty field stands for where the contract has no word for it. */
  blank?: string;
  /** The methods, or the adapter types, that it is of: elsewhere it is shown only while something stands in it. */
  of?: readonly string[];
}

const of = (group: string, fields: readonly Omit<Field, 'label'>[]): Field[] =>
  fields.map((field) => ({ ...field, label: field.name, name: `${group}${field.name}` }));
const PEFT = ['lora', 'qlora'];

/** What is trained on what; each has a control of its own. */
export const WHAT: readonly Field[] = of('', [
  { name: 'base_model', kind: 'text' },
  { name: 'continue_from', kind: 'text' },
  { name: 'dataset_version', kind: 'text' },
  { name: 'method', kind: 'choice', options: ['sft', 'dpo', 'kto', 'orpo'], usual: 'sft' },
]);

export const ADAPTER: readonly Field[] = of('adapter.', [
  {
    ...{ name: 'type', kind: 'choice', options: ['lora', 'qlora', 'none'], usual: 'lora' },
    hint: 'qlora: over a base in 4 bit. none: every weight is trained.',
  },
  { name: 'r', kind: 'number', usual: '16', hint: 'Rank', of: PEFT },
  { name: 'alpha', kind: 'number', blank: 'twice r', hint: 'Scale', of: PEFT },
  { name: 'dropout', kind: 'number', usual: '0', of: PEFT },
  {
    ...{ name: 'target_modules', kind: 'words', usual: 'all-linear', of: PEFT },
    hint: 'all-linear, or names of modules by commas',
  },
]);

export const ADAPTER_MORE: readonly Field[] = of('adapter.', [
  { name: 'bias', kind: 'choice', options: ['none', 'all', 'lora_only'], usual: 'none', of: PEFT },
  { name: 'use_rslora', kind: 'switch', usual: 'false', hint: 'Scale by the root of r', of: PEFT },
  { name: 'use_dora', kind: 'switch', usual: 'false', hint: 'Magnitudes of its own', of: PEFT },
]);

export const TRAINER: readonly Field[] = of('trainer.', [
  { name: 'n_epochs', kind: 'number', usual: 'auto', hint: 'Passes over the rows' },
  { name: 'batch_size', kind: 'number', usual: 'auto', hint: 'Rows of one process in a step' },
  { name: 'learning_rate', kind: 'number', usual: 'auto', hint: 'At its peak' },
  { name: 'max_seq_length', kind: 'number', usual: 'auto', hint: 'Tokens of a row' },
]);

export const METHOD: readonly Field[] = of('', [
  {
    name: 'beta',
    kind: 'number',
    blank: 'auto',
    hint: 'How strongly answers are held; orpo: the share of the odds ratio',
    of: ['dpo', 'kto', 'orpo'],
  },
  {
    name: 'desirable_weight',
    kind: 'number',
    blank: 'auto',
    hint: 'Of rows with the label true',
    of: ['kto'],
  },
  {
    name: 'undesirable_weight',
    kind: 'number',
    blank: 'auto',
    hint: 'Of rows with the label false',
    of: ['kto'],
  },
]);

/** Prompts of rows that were kept back, answered behind each checkpoint; texts of one's own go by the API. */
const SAMPLES: Field = {
  ...{ name: 'samples.rows', label: 'samples', kind: 'number', blank: 'none' },
  hint: 'So many validation rows are answered at each checkpoint',
};

export const TRAINER_MORE: readonly Field[] = [
  ...of('trainer.', [
    { name: 'max_steps', kind: 'number', usual: 'null', blank: 'by epochs', hint: 'In place of epochs' },
    { name: 'gradient_accumulation_steps', kind: 'number', usual: '1' },
    {
      ...{ name: 'lr_scheduler', kind: 'choice', usual: 'linear' },
      options: ['linear', 'cosine', 'constant', 'constant_with_warmup'],
    },
    { name: 'warmup_ratio', kind: 'number', usual: '0.05' },
    { name: 'weight_decay', kind: 'number', usual: '0' },
    {
      ...{ name: 'on_overflow', kind: 'choice', options: ['truncate', 'refuse'], usual: 'truncate' },
      hint: 'What becomes of a row that is longer',
    },
    { name: 'packing', kind: 'switch', usual: 'false', hint: 'Short rows together in one sequence' },
    { name: 'n_checkpoints', kind: 'number', usual: '3', hint: 'How many are kept' },
    { name: 'save_steps', kind: 'number', usual: 'null', blank: 'ten times in a run' },
    { name: 'logging_steps', kind: 'number', usual: '1' },
    { name: 'eval_steps', kind: 'number', usual: 'null', blank: 'once an epoch' },
    {
      ...{ name: 'load_best_model_at_end', kind: 'switch', usual: 'false' },
      hint: 'Leave the best weights, not the last',
    },
    {
      ...{ name: 'metric_for_best_model', kind: 'choice', usual: 'valid_loss' },
      options: [
        ...['valid_loss', 'valid_mean_token_accuracy'],
        ...['valid_rewards_accuracies', 'valid_rewards_margins'],
      ],
    },
    { name: 'early_stopping_patience', kind: 'number', usual: 'null', blank: 'never' },
    { name: 'early_stopping_threshold', kind: 'number', usual: '0' },
  ]),
  SAMPLES,
];

export const PLACE: readonly Field[] = of('', [
  {
    ...{ name: 'target', kind: 'choice', options: ['process', 'docker'], blank: 'the usual one' },
    hint: 'Where it runs',
  },
  {
    ...{ name: 'seed', kind: 'words', blank: 'drawn' },
    hint: 'Several by commas: a training with each, and the best by valid_loss is kept',
  },
]);

export const PLACE_MORE: readonly Field[] = of('', [
  { name: 'suffix', kind: 'text', blank: 'none', hint: 'Part of the model id' },
  { name: 'nproc_per_node', kind: 'number', usual: '1', hint: 'Processes (GPUs) that train together' },
  { name: 'nnodes', kind: 'number', usual: '1', hint: 'Machines' },
  {
    ...{ name: 'reuse', kind: 'choice', options: ['never', 'finished'], usual: 'never' },
    hint: 'finished: an identical job that has finished answers, and nothing runs',
  },
]);

/** A published training becomes a pipeline; these are not of the training. */
export const PUBLISH: readonly Field[] = [
  {
    ...{ name: 'publish.model', label: 'Publish as', kind: 'text', blank: 'only trained' },
    hint: 'Merged, quantised, checked, and registered as the next version of this model',
  },
  {
    ...{ name: 'publish.type', label: 'Quantise to', kind: 'choice', blank: 'q8_0' },
    ...{ options: ['f16', 'q8_0', 'q6_k', 'q5_k_m', 'q4_k_m'], hint: 'Of what is published' },
  },
];

/** Folded away until they are asked for, or something is wrong with one. */
export const MORE: readonly Field[] = [...ADAPTER_MORE, ...TRAINER_MORE, ...PLACE_MORE];
export const TRAINING: readonly Field[] = [...WHAT, ...ADAPTER, ...TRAINER, ...METHOD, ...PLACE, ...MORE];
export const ALL: readonly Field[] = [...TRAINING, ...PUBLISH];
