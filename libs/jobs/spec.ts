import type { FinetuneSftParams } from './recipe.contract.js';

/** A job's stored spec: what was asked for, references turned into ids and `auto` into numbers. */
export type StoredRef = { artifact: string } | { job: string; artifact: string };

export interface FinetuneSpec {
  kind: 'finetune';
  base_model: string;
  dataset_version: string;
  rows: number;
  params: FinetuneSftParams;
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
  training_file: string;
  validation_file: string | null;
  hyperparameters: {
    n_epochs: number | 'auto';
    batch_size: number | 'auto';
    learning_rate_multiplier: number | 'auto';
  };
  integrations: unknown[];
}

export const isContract = (spec: StoredSpec): spec is ContractSpec => 'recipe' in spec;
