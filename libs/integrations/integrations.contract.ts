import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, NO_CONTROLS } from '#platform/schemas.js';

/** Names at W&B: the characters that its own client refuses would change the path they stand in. */
const slug = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^/\\#?%:]+$/, 'must hold none of / \\ # ? % :')
  .regex(NO_CONTROLS, 'must hold no control characters')
  .refine((name) => name.trim() === name && !/^\.+$/.test(name), {
    error: 'must not begin or end with a space, or be dots alone',
  });

export const wandbIntegration = z.strictObject({
  type: z.literal('wandb'),
  wandb: z.strictObject({
    project: slug.meta({ description: 'The W&B project that the run is made in.' }),
    name: z.string().min(1).max(128).regex(NO_CONTROLS, 'must hold no control characters').nullish(),
    entity: slug.nullish().meta({ description: "Team or user; the default of the key's owner when absent." }),
    tags: z
      .array(z.string().min(1).max(64).regex(NO_CONTROLS, 'must hold no control characters'))
      .max(50)
      .nullish(),
  }),
});
export type WandbIntegration = z.output<typeof wandbIntegration>;

/** Runs of one job, as OpenAI allows. */
export const MAX_RUNS = 5;

export const WANDB_CLOUD = 'https://api.wandb.ai';

export const putWandbBody = z.strictObject({
  api_key: z
    .string()
    .regex(
      /^[A-Za-z0-9_-]{40,256}$/,
      "must be 40 to 256 letters, digits, dashes or underscores: W&B's User Settings show it",
    )
    .meta({ description: 'Kept sealed and never shown again.', writeOnly: true }),
  base_url: z.string().min(1).max(500).default(WANDB_CLOUD).meta({
    description: "The API of W&B's cloud, or of a server of your own; called without following redirects.",
  }),
});
export type PutWandb = z.output<typeof putWandbBody>;

const tag = 'integrations';
const path = '/integrations/wandb';
export const getWandb = defineRoute({
  ...{ id: 'integrations_wandb_get', method: 'get', path, tag, roles: READERS },
  summary: "Show where the project's runs are mirrored to; of the key its last four characters",
});
export const putWandb = defineRoute({
  ...{ id: 'integrations_wandb_put', method: 'put', path, tag, roles: [] },
  body: putWandbBody,
  summary: "Set the project's W&B key; jobs name it by `integrations` and never hold it",
  example: { api_key: '0123456789abcdef0123456789abcdef01234567' },
});
export const deleteWandb = defineRoute({
  ...{ id: 'integrations_wandb_delete', method: 'delete', path, tag, roles: [] },
  errors: [404],
  summary: "Forget the project's W&B key; jobs go on, their mirrors stand still",
});

const ofJob = { path: '/jobs/:id/integrations', tag: 'jobs', params: idParam } as const;
export const listRuns = defineRoute({
  ...{ ...ofJob, id: 'jobs_integrations', method: 'get', roles: READERS },
  summary: 'List the runs that mirror a job',
});
export const addRun = defineRoute({
  ...{ ...ofJob, id: 'jobs_integrations_add', method: 'post', roles: ['engineer', 'deployer'], status: 201 },
  body: wandbIntegration,
  errors: [409],
  summary: 'Mirror the metrics of a finetune job, from its first step on, also after its end',
  example: { type: 'wandb', wandb: { project: 'intents' } },
});
