/**
 * Every failpoint of the source and the scenario that hits it. A new one without a line here fails the suite.
 * `JOB` lists what any job comes by, in that order.
 */
export const JOB = [
  // 4 the bell leaves the outbox
  'relay.read',
  'relay.publish',
  // 5 the worker takes the job
  'claim.before_lease',
  'claim.after_lease',
  'apply.after_commit',
  'claim.slots_taken',
  // 6 the program starts
  'container.before_create',
  'process.after_record',
  'process.after_spawn',
  'process.after_start',
  'container.after_start',
  // 7 it runs, is followed and ends
  'metrics.batch',
  'container.after_exit',
  // 8 its files are stored, signed and registered; then the job is final
  'object.part',
  'object.fsync',
  'object.rename',
  'artifact.upload',
  'checkpoint.complete',
  'register.sign',
  'artifact.row',
  'register.artifact',
  'register.checkpoint',
  'register.version_row',
  'results.file',
  'container.before_remove',
] as const;

/** 1 to 3: the api, between the request and its answer. */
export const SUBMIT = ['submit.before_tx', 'submit.in_tx', 'submit.after_commit'] as const;
export const CANCEL_BY_API = ['cancel.desired'] as const;
export const CANCEL = ['cancel.signal', 'cancel.confirm'] as const;
export const PAUSE_BY_API = ['pause.desired'] as const;
export const PAUSE = ['pause.signal', 'pause.confirm'] as const;
export const RESUME_BY_API = ['resume.desired'] as const;
export const UPLOAD = ['file.put'] as const;
export const UPLOAD_PARTS = ['upload.part_row', 'upload.part_put', 'upload.completed'] as const;
export const UPLOAD_SWEEP = ['upload.parts_deleted'] as const;
export const IMPORT = ['prepare.base_fetch'] as const;
/** The inputs of a real training, put in place. */
export const INPUTS = ['artifact.stage', 'artifact.marker', 'dataset.stage'] as const;
/** Data people have: fetched, converted, kept as files, made a version. */
export const DATASET_IMPORT = [
  'import.fetched',
  'import.converted',
  'import.kept',
  'import.versioned',
] as const;
export const PUBLISH = ['contamination.scanned', 'publish.files', 'publish.in_tx'] as const;
export const CHECKPOINT_BY_API = ['checkpoint.claimed'] as const;
export const PROMOTE_BY_API = ['promote.gates', 'promote.in_tx'] as const;
export const PROMOTE = [
  'promote.deployment',
  'deploy.verified',
  'deploy.started',
  'promote.before_flip',
  'promote.in_flip',
  'promote.after_flip',
] as const;
export const STOP_SERVING = ['deploy.stopped'] as const;
export const RECALL_BY_API = ['recall.in_tx', 'recall.after_commit'] as const;
export const RECALL = ['recall.scanned', 'recall.step'] as const;
/** An event is made, sent and written down. */
export const WEBHOOK = ['webhook.persist', 'webhook.send', 'webhook.ack'] as const;
/** A run at W&B is opened, and what it is sent is written down. */
export const MIRROR = ['integration.opened', 'integration.send', 'integration.ack'] as const;
/** The judge has answered, and its answer is a row. */
export const JUDGE = ['judgement.answered', 'judgement.recorded'] as const;
/** A sweep's best cell is known and not yet written. */
export const SWEEP = ['sweep.chosen'] as const;
/** A target's self-test is taken, its program starts and ends, and what it left is gone. */
export const TARGET_CHECK = ['check.claimed', 'check.started', 'check.ended', 'check.cleared'] as const;
/** The store's own method is killed. */
export const STORE = ['gc.delete'] as const;

/** Points in code that needs a server of its own, with the suite that hits them on it. */
export const ELSEWHERE: Record<string, string> = {
  'docker.after_create': 'test/e2e/docker.e2e.ts',
  'docker.after_start': 'test/e2e/docker.e2e.ts',
  'object.complete': 'test/e2e/servers.long.ts',
  'retention.released': 'libs/retention/retention.it.spec.ts',
  'retention.cleared': 'libs/retention/retention.it.spec.ts',
  'gc.marked': 'libs/retention/retention.it.spec.ts',
  'gc.deleting': 'libs/retention/retention.it.spec.ts',
  'gc.deleted': 'libs/retention/retention.it.spec.ts',
  'mail.claimed': 'test/fault/mail.fault.ts',
  'mail.handed_over': 'test/fault/mail.fault.ts',
};

export const HERE: readonly string[] = [
  ...JOB,
  ...SUBMIT,
  ...CANCEL_BY_API,
  ...CANCEL,
  ...PAUSE_BY_API,
  ...PAUSE,
  ...RESUME_BY_API,
  ...UPLOAD,
  ...UPLOAD_PARTS,
  ...UPLOAD_SWEEP,
  ...IMPORT,
  ...INPUTS,
  ...DATASET_IMPORT,
  ...PUBLISH,
  ...CHECKPOINT_BY_API,
  ...PROMOTE_BY_API,
  ...PROMOTE,
  ...STOP_SERVING,
  ...RECALL_BY_API,
  ...RECALL,
  ...WEBHOOK,
  ...MIRROR,
  ...JUDGE,
  ...SWEEP,
  ...TARGET_CHECK,
  ...STORE,
];
