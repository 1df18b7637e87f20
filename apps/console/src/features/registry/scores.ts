import type { Schemas } from '../../api/client.js';
import { leavesAnswers } from '../compare/measured.js';

type Evaluation = Pick<
  Schemas['Evaluation'],
  'id' | 'name' | 'task' | 'split' | 'subject' | 'state' | 'metrics'
>;
export interface Score {
  metric: string;
  value: number;
  /** Of which form of the version. */
  form: string;
  /** What was asked, of which form. */
  words: string;
}
const FIRST = ['exact_match', 'refusal_rate'];

const NEW_SECONDS = 1800;
/** Whether a score may still come: of a new version, whose evaluations end after it is registered or are asked for then. */
export const isScoreAwaited = (
  versions: readonly Pick<Schemas['ModelVersion'], 'artifacts' | 'created_at'>[],
  evaluations: readonly Evaluation[],
  now: number,
): boolean =>
  versions.some((one) => now - one.created_at < NEW_SECONDS && scoreOf(one, evaluations) === null);

/** The newest score of a version among these evaluations (newest first), of the form that is served where it has one. */
export function scoreOf(
  { artifacts }: Pick<Schemas['ModelVersion'], 'artifacts'>,
  evaluations: readonly Evaluation[],
): Score | null {
  const forms = Object.entries(artifacts).toSorted(([a], [b]) => Number(b === 'gguf') - Number(a === 'gguf'));
  for (const [form, artifact] of forms)
    for (const { subject, name, task, split, metrics, ...one } of evaluations) {
      if (subject !== artifact || one.state !== 'succeeded' || !leavesAnswers({ task })) continue;
      const metric = FIRST.find((known) => metrics?.[known] !== undefined);
      if (metric)
        return { metric, form, value: metrics![metric]!, words: `${name} of the ${form}, on ${split}` };
    }
  return null;
}
