import type { EdgeType } from '#license-catalogue/vocabulary.js';
import type { Split } from '#dataset-checks/splits.js';
import type { Does, OwnProgram } from '#own-recipes/own-recipe.js';
import type { ServingEngine } from './recipe.contract.js';
import type { FinetuneParams, Processes, Samples } from './recipe-finetune.contract.js';
import type { LmEvalBody } from './lm-eval.contract.js';
import type { Calibration, QuantizeType } from './quantize-ask.js';
import type { BestBy } from './sweep.contract.js';

/** A job's stored spec: what was asked for, references turned into ids and `auto` into numbers. */
export type StoredRef = { artifact: string } | { job: string; artifact: string };

export interface FinetuneSpec {
  kind: 'finetune';
  base_model: string;
  dataset_version: string;
  rows: number;
  params: FinetuneParams;
  /** Absent: one process. */
  processes?: Processes;
  /** Asked after each checkpoint. It shapes nothing that is left, and has no part in what a job is known by. */
  samples?: Samples;
  /** The adapter that training goes on from; absent where it begins with the base model. */
  continue_from?: StoredRef;
  /** How the OpenAI door asked, for its echo; absent on the native door. */
  openai?: OpenAiRequest;
}
export interface MergeSpec {
  kind: 'merge';
  adapter: StoredRef;
}
export interface QuantizeSpec {
  kind: 'quantize';
  model: StoredRef;
  type: QuantizeType;
  /** Of a type that chooses its scales by data. */
  calibration?: Calibration;
  group_size?: 32 | 64 | 128;
}
/** The adapter alone as GGUF, for a base model that is there as GGUF. */
export interface QuantizeAdapterSpec {
  kind: 'quantize';
  adapter: StoredRef;
  type: QuantizeType;
}
export const EVALUATION_TASKS = [
  'exact_match',
  'refusal',
  'perplexity',
  'divergence',
  'parity',
  'lm_eval',
] as const;
export type EvaluationTask = (typeof EVALUATION_TASKS)[number];
export interface EvaluateSpec {
  kind: 'evaluate';
  name: string;
  /** `parity`: `model` is what is served, read against the folder that it was quantized from, or a merged model against itself. */
  task: EvaluationTask;
  model: StoredRef | { base_model: string };
  adapter?: StoredRef;
  /** Of a divergence, what the model was quantised from, with how much of the split is read. */
  parent?: StoredRef | { base_model: string };
  /** Of a divergence and of `parity`. */
  max_rows?: number;
  max_seq_length?: number;
  lm_eval?: LmEvalBody;
  dataset_version: string;
  split: 'train' | 'validation' | 'test';
  restrict_to: string[] | null;
  engine: 'transformers' | ServingEngine;
  /** Of `parity` in Ollama. */
  template?: string;
  max_new_tokens: number;
  batch_size: number;
  /** What an hour of the slot costs, as `2.50 EUR`; absent: the installation's price. */
  price_per_hour?: string;
  /** What `max_rows` of `parity` was called in specs of earlier releases. */
  rows?: number;
}
/** What an evaluation reads: the rows that it asks, and those that examples are taken from. */
export function dataOf({ dataset_version, lm_eval }: EvaluateSpec): string[] {
  const examples = lm_eval?.fewshot_config?.dataset_version;
  return [...new Set([dataset_version, ...(examples ? [examples] : [])])];
}
/** How much of the split a divergence or a perplexity reads where the job does not say. */
export const DIVERGENCE = { max_rows: 256, max_seq_length: 1024 } as const;
/** Reads rows and answers nothing. */
export const readsRows = ({ task }: Pick<EvaluateSpec, 'task'>): boolean =>
  task === 'divergence' || task === 'perplexity';
/** Leaves the model's answer to every row of the split. */
export const answersRows = ({ task }: { task: string }): boolean =>
  task === 'exact_match' || task === 'refusal';
/** Runs in a program of its own environment, which an installation may not have. */
export const isBeside = (engine: EvaluateSpec['engine'] | undefined): engine is 'vllm' | 'ollama' =>
  engine === 'vllm' || engine === 'ollama';
export interface ImportSpec {
  kind: 'import';
  base_model: string;
}
/** What a base model makes of a dataset version, row by row; asked for by its report. */
export interface InspectSpec {
  kind: 'inspect';
  base_model: string;
  dataset_version: string;
  max_seq_length: number;
}
/** The choice of a sweep: no program, it reads the rows of its cells. Refers to it: what its winner has left. */
export interface SelectSpec {
  kind: 'select';
  best_by: BestBy;
  cells: { job: string; evaluation?: string; settings: Record<string, unknown> }[];
}
/** A recipe or an image of the operator's, by the digest that was allowed when the job was submitted. */
export interface OwnSpec {
  kind: 'own';
  own: { name: string } & OwnProgram;
  does: Does;
  /** By the names that the program reads them under. */
  inputs: Record<string, OwnInputRef>;
  /** The artifacts that it has to leave, by kind. */
  outputs: string[];
  params: Record<string, unknown>;
}
export type OwnInputRef = StoredRef | { base_model: string } | { dataset_version: string; split: Split };
/** The base model among its inputs; null where it reads none. */
export const ownBase = ({ inputs }: OwnSpec): string | null =>
  Object.values(inputs).flatMap((ref) => ('base_model' in ref ? [ref.base_model] : []))[0] ?? null;
/** The torch-free trainer of the fault suite, through the very same machinery. */
export interface ContractSpec {
  kind: 'finetune';
  recipe: 'contract_trainer';
  params: {
    steps: number;
    step_seconds: number;
    save_steps: number;
    fail_at?: { step: number; exit_code: number };
    alloc_mb?: number;
  };
}
export type StoredSpec =
  | FinetuneSpec
  | MergeSpec
  | QuantizeSpec
  | QuantizeAdapterSpec
  | EvaluateSpec
  | ImportSpec
  | InspectSpec
  | SelectSpec
  | OwnSpec
  | ContractSpec;

export interface OpenAiRequest {
  /** What was asked for where that is no base model: an own `ft:` model, or a checkpoint of one. */
  model?: string;
  training_file: string;
  validation_file: string | null;
  hyperparameters: {
    n_epochs: number | 'auto';
    batch_size: number | 'auto';
    learning_rate_multiplier: number | 'auto';
    beta?: number | 'auto';
  };
  integrations: { type: string; wandb: object }[];
}

/** Says something about what a pipeline made; whether it can be said or not, the model is the same. */
export const isCheck = ({ kind, spec }: { kind: string; spec: unknown }): boolean =>
  kind === 'evaluate' && (spec as EvaluateSpec).task === 'parity';

/** What shapes the artifacts of a job; prompts that it was only asked are nobody's who gets those. */
export function shapingPart(spec: object): object {
  const { samples: _asked, ...rest } = spec as { samples?: Samples };
  return rest;
}

export const isContract = (spec: StoredSpec): spec is ContractSpec => 'recipe' in spec;

/** Whether every weight is trained, so that a whole model is left and no adapter. */
export const isFull = (adapter: FinetuneParams['adapter']): adapter is { type: 'none'; quantization: null } =>
  adapter.type === 'none';

/** How many processes train together. */
export const worldOf = ({ processes }: Pick<FinetuneSpec, 'processes'>): number =>
  processes ? processes.nproc_per_node * processes.nnodes : 1;

/** And how many of them on one machine. */
export const perNode = ({ processes }: Pick<FinetuneSpec, 'processes'>): number =>
  processes?.nproc_per_node ?? 1;

/** From what a training makes to what it is made of, in the license graph's words. */
export function trainingParents(
  spec: FinetuneSpec,
  adapter: string | null,
): { id: string; type: EdgeType }[] {
  const { method, adapter: shape } = spec.params;
  const data = method === 'sft' ? ('trained-on' as const) : ('preference-data-from' as const);
  return [
    { id: spec.base_model, type: isFull(shape) ? 'finetuned-from' : 'adapter-of' },
    { id: spec.dataset_version, type: data },
    ...(adapter === null ? [] : [{ id: adapter, type: 'finetuned-from' as const }]),
  ];
}
