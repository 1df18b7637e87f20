import { z } from 'zod';
import type { Answers } from './answers.js';
import { text, time, words } from './fields.js';

const auto = z.union([z.literal('auto'), z.number()]);

const hyperparameters = z.looseObject({
  n_epochs: auto,
  batch_size: auto,
  learning_rate_multiplier: auto,
});
const MirroredRun = z.looseObject({
  type: z.literal('wandb'),
  wandb: z.looseObject({
    project: text,
    name: text.nullable(),
    entity: text.nullable(),
    tags: z.array(text),
    run_id: text.nullable().meta({ description: 'Null for a dry run.' }),
    url: text.nullable().meta({ description: "Luthier's addition: the run's page, once it is open." }),
  }),
});
const FineTuningJob = z.looseObject({
  id: text.nullable().meta({ description: 'Null for a dry run.' }),
  object: z.literal('fine_tuning.job'),
  created_at: time,
  finished_at: time.nullable(),
  estimated_finish: time.nullable(),
  model: text,
  fine_tuned_model: text.nullable(),
  organization_id: text,
  status: z.enum([
    'validating_files',
    'queued',
    'running',
    'pausing',
    'paused',
    'succeeded',
    'failed',
    'cancelled',
  ]),
  error: z.looseObject({ code: text, message: text, param: text.nullable() }).nullable(),
  training_file: text,
  validation_file: text.nullable(),
  result_files: z.array(text),
  trained_tokens: z.int().nullable(),
  seed: z.int(),
  hyperparameters,
  method: z.looseObject({
    type: text,
    supervised: z.looseObject({ hyperparameters }).optional(),
    dpo: z.looseObject({ hyperparameters: hyperparameters.extend({ beta: auto }) }).optional(),
  }),
  integrations: z.array(MirroredRun),
  metadata: z.record(text, text).nullable(),
  user_provided_suffix: text.nullable(),
  adapter: words.optional(),
  trainer: words.optional(),
  dry_run: z.literal(true).optional(),
  estimate: z.looseObject({ rows: z.int(), steps: z.int() }).optional(),
});
const FineTuningCheckpoint = z.looseObject({
  id: text,
  object: z.literal('fine_tuning.job.checkpoint'),
  created_at: time,
  fine_tuning_job_id: text,
  step_number: z.int(),
  fine_tuned_model_checkpoint: text,
  metrics: z.looseObject({
    step: z.number(),
    train_loss: z.number().optional(),
    train_mean_token_accuracy: z.number().optional(),
    valid_loss: z.number().optional(),
    valid_mean_token_accuracy: z.number().optional(),
  }),
});
const Model = z.looseObject({
  id: text,
  object: z.literal('model'),
  created: time,
  owned_by: text,
  context_window: z.int().nullable().optional(),
  license: text.nullable().optional(),
});
const OpenAiModels = z.looseObject({ object: z.literal('list'), data: z.array(Model) });
const DeletedModel = z.looseObject({ id: text, object: z.literal('model'), deleted: z.boolean() });

const logprob = { token: text, logprob: z.number(), bytes: z.array(z.int()).nullable().optional() };
const ChatCompletion = z.looseObject({
  id: text,
  object: z.literal('chat.completion'),
  created: time,
  model: text,
  system_fingerprint: text.optional(),
  choices: z.array(
    z.looseObject({
      index: z.int(),
      finish_reason: z.enum(['stop', 'length', 'tool_calls']),
      message: z.looseObject({
        role: z.literal('assistant'),
        content: text.nullish(),
        tool_calls: z
          .array(
            z.looseObject({
              id: text,
              type: z.literal('function'),
              function: z.looseObject({ name: text, arguments: text }),
            }),
          )
          .optional(),
      }),
      logprobs: z
        .looseObject({
          content: z
            .array(z.looseObject({ ...logprob, top_logprobs: z.array(z.looseObject(logprob)) }))
            .nullish(),
        })
        .nullish(),
    }),
  ),
  usage: z.looseObject({
    prompt_tokens: z.int(),
    completion_tokens: z.int(),
    total_tokens: z.int(),
    prompt_tokens_details: z.looseObject({ cached_tokens: z.int().optional() }).optional(),
  }),
});

/** What the OpenAI door answers. */
export const OPENAI_ANSWERS: Answers = {
  components: {
    MirroredRun,
    FineTuningJob,
    FineTuningCheckpoint,
    OpenAiModel: Model,
    OpenAiModels,
    DeletedModel,
    ChatCompletion,
  },
  operations: {
    fine_tuning_jobs_create: 'FineTuningJob',
    fine_tuning_jobs_list: '[FineTuningJob]',
    fine_tuning_jobs_get: 'FineTuningJob',
    fine_tuning_jobs_cancel: 'FineTuningJob',
    fine_tuning_jobs_events: '[JobEvent]',
    fine_tuning_jobs_checkpoints: '[FineTuningCheckpoint]',
    models_list: 'OpenAiModels',
    models_get: 'OpenAiModel',
    models_delete: 'DeletedModel',
    chat_completions_create: 'ChatCompletion',
  },
};
