import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { updateProjectBody } from '#projects/projects.contract.js';

/** The policies that a promotion is decided by; those left out stay as they are. */
export const policyTrialBody = updateProjectBody
  .pick({ protected_aliases: true, require_parity: true, max_regression: true })
  .extend({
    promotions: z.int().min(1).max(50).default(20).meta({
      description:
        'How many of the newest promotions are asked about, each with the `evaluation` and `max_regression` that its own request named.',
    }),
  });
export type PolicyTrialBody = z.output<typeof policyTrialBody>;

export const tryPolicies = defineRoute({
  id: 'promotions_try_policies',
  method: 'post',
  path: '/promotions/try_policies',
  tag: 'promotions',
  roles: READERS,
  body: policyTrialBody,
  summary:
    'Say how the newest promotions would have been answered under other policies, by what is measured now; nothing is stored',
  example: { require_parity: true, max_regression: { production: 0.02 } },
});
