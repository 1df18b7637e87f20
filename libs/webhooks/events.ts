/** What the audit chain says happened, as far as an event is made of it. */
export interface Fact {
  action: string;
  targetType: string;
  targetId: string;
  facts: Record<string, unknown>;
}

export interface EventType {
  type: string;
  /** Actions of the audit chain that are this event. */
  actions: readonly string[];
  about: string;
  /** The fact that holds the object's id, where it is not the audit event's target; without it there is no event. */
  idFrom?: string;
  /** The `object` that the id names, where it is not the target's type. */
  object?: string;
}

const type = (name: string, about: string, actions: readonly string[] = [name]): EventType => ({
  type: name,
  actions,
  about,
});

/** OpenAI's fine-tuning events: the job ends with its training or, where a model is published, with the pipeline. */
const openai = (state: string, about: string): EventType => ({
  type: `fine_tuning.job.${state}`,
  actions: [`job.${state}`, `pipeline.${state}`],
  about,
  idFrom: 'fine_tuning_job',
  object: 'fine_tuning.job',
});

/** Every event that a receiver can be told of; docs/webhooks.md is made from this table. */
export const EVENT_TYPES: readonly EventType[] = [
  openai('succeeded', "OpenAI's: the job has succeeded and, where it publishes one, its model is registered"),
  openai('failed', "OpenAI's: the job, or what makes its model callable, has failed"),
  openai('cancelled', "OpenAI's: the job was cancelled"),
  type('job.submitted', 'A job was accepted'),
  type('job.paused', 'A job rests: its program is gone, its slot free'),
  type('job.resumed', 'A job that rested waits for a slot again'),
  type('job.succeeded', 'A job has ended well; its artifacts are registered'),
  type('job.failed', 'A job has failed for good; `GET /v1/jobs/{id}` says why'),
  type('job.cancelled', 'A job has ended because somebody cancelled it'),
  type('pipeline.succeeded', 'All jobs of a pipeline have ended well, and what it publishes is registered'),
  type('pipeline.failed', 'A pipeline has failed'),
  type('pipeline.cancelled', 'A pipeline has ended because a job of it was cancelled'),
  type('base_model.imported', 'A base model is ready'),
  type('base_model.import_failed', 'A base model could not be imported'),
  type('base_model.license_changed', 'The publisher of a base model has changed its terms'),
  type('dataset_version.created', 'A dataset version is ready'),
  type('artifact.registered', 'An artifact was stored, hashed and signed'),
  type('judgement.succeeded', 'A judge has seen the rows of an evaluation, or its budget is used up'),
  type('judgement.failed', 'A judgement has ended before its last row; `GET /v1/judgements/{id}` says why'),
  type('model_version.created', 'A model version was registered'),
  type(
    'license.verdict_worse',
    'Asked again, after a change or in its month, a license question has a worse answer',
  ),
  type('review.opened', 'The license rules leave something open that a person must answer'),
  type('review.answered', 'A review was approved, rejected or waived', [
    'review.approved',
    'review.rejected',
    'review.waived',
  ]),
  type('review.expired', 'The answer of a review has come to its end'),
  type('review.revoked', 'The answer of a review was taken back'),
  type('alias.moved', 'An alias points to another version'),
  type('promotion.requested', 'A promotion has begun'),
  type('promotion.succeeded', 'A promotion is done; the alias serves the new version'),
  type('promotion.failed', 'A promotion has failed; what served before serves on'),
  type('promotion.blocked', 'The gates refuse a promotion'),
  type('deployment.ready', 'A deployment answers requests'),
  type('deployment.failed', 'A deployment did not become ready'),
  type('deployment.verdict_worse', 'What serves has a worse license answer: it gets a deadline'),
  type(
    'deployment.drained',
    'A deployment ends: the review that it rests on has ended, or its deadline has come',
  ),
  type('deployment.refused', 'A deployment is not served: what it would load is not what was signed'),
  type('recall.applied', 'A recall has quarantined what descends from its subject', ['recall.executed']),
  type('recall.released', 'The quarantine of a recall was lifted'),
  type('quota.changed', 'A limit of the project was set'),
  type('quota.exceeded', 'For the first time on a day, a request was refused because a quota is used up'),
  type('retention.changed', 'What the project keeps for how long was changed'),
  type('retention.swept', 'A sweep has deleted checkpoints, or what ended jobs had left on the disk'),
  type('webhook_endpoint.disabled', 'A webhook endpoint was switched off, by a person or for failing'),
];

export const TYPE_NAMES: readonly string[] = EVENT_TYPES.map((one) => one.type);

export interface NewEvent {
  type: string;
  /** Thin: what it is about, to be read with a key. */
  data: { id: string; object: string };
}

/** The events of one audit row: none for most, two where OpenAI knows the same fact. */
export function eventsOf(fact: Fact): NewEvent[] {
  return EVENT_TYPES.filter(({ actions }) => actions.includes(fact.action)).flatMap((one) => {
    const id = one.idFrom === undefined ? fact.targetId : fact.facts[one.idFrom];
    if (typeof id !== 'string') return [];
    return [{ type: one.type, data: { id, object: one.object ?? fact.targetType } }];
  });
}

/** `*` is everything, `job.*` everything that begins with `job.`. */
export function matches(pattern: string, name: string): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/** Whether some event can ever match. */
export const isKnownPattern = (pattern: string): boolean => TYPE_NAMES.some((name) => matches(pattern, name));
