import { quotaView } from '#quotas/quotas.contract.js';
import { retentionPlan, retentionView } from '#retention/retention.contract.js';
import type { Answers } from './answers.js';

/** Quotas and retention. */
export const LIMITS_ANSWERS: Answers = {
  components: {
    Quota: quotaView,
    Retention: retentionView,
    RetentionPlan: retentionPlan,
  },
  operations: {
    quotas_get: 'Quota',
    quotas_set: 'Quota',
    retention_get: 'Retention',
    retention_set: 'Retention',
    retention_plan: 'RetentionPlan',
    retention_sweep: 'Retention',
  },
};
