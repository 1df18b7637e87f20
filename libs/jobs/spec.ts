import type { EdgeType } from '#license-catalogue/vocabulary.js';
import type { FinetuneParams } from './recipe.contract.js';

/** A job's stored spec: what was asked for, references turned into ids and `auto` into numbers. */
export type StoredRef = { artifact: string } | { job: string; artifact: string };

export interface FinetuneSpec {
  kind: 'finetune';
  base_model: string;
  dataset_version: string;
  rows: number;
  params: FinetuneParams;
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
  type: 'f16' | 'q8_0';
}
export interface EvaluateSpec {
  kind: 'evaluate';
  name: string;
  task: 'exact_match';
  model: StoredRef | { base_model: string };
  adapter?: StoredRef;
  dataset_version: string;
  split: 'train' | 'validation' | 'test';
  restrict_to: string[] | null;
  engine: 'transformers' | 'llamacpp';
  max_new_tokens: number;
  batch_size: number;
}
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
  FinetuneSpec | MergeSpec | QuantizeSpec | EvaluateSpec | ImportSpec | InspectSpec | ContractSpec;

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
  integrations: unknown[];
}

export const isContract = (spec: StoredSpec): spec is ContractSpec => 'recipe' in spec;

/** From what a training makes to what it is made of, in the license graph's words. */
export function trainingParents(
  spec: FinetuneSpec,
  adapter: string | null,
): { id: string; type: EdgeType }[] {
  const data = spec.params.method === 'dpo' ? ('preference-data-from' as const) : ('trained-on' as const);
  return [
    { id: spec.base_model, type: 'adapter-of' },
    { id: spec.dataset_version, type: data },
    ...(adapter === null ? [] : [{ id: adapter, type: 'finetuned-from' as const }]),
  ];
}
