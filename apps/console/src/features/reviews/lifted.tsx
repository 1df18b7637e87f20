import { Text } from '@mantine/core';
import { ask, type Schemas } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { Ref } from '../../pieces/ref.js';
import { liftedWords } from './words.js';

type Lifted = Schemas['LicenseDecision']['lifted'][number] & {
  review?: string;
  reviewers?: string[];
  expires?: string;
  conditions?: string | null;
};

/** Questions of a decision that people have answered: who, by which review, until when. */
export function LiftedPart({ decision }: { decision: string }) {
  const { data } = ask.useQuery('get', '/v1/license_decisions/{id}', { params: { path: { id: decision } } });
  const lifted = (data?.lifted ?? []) as Lifted[];
  if (lifted.length === 0) return null;
  return (
    <Part title="Answered by reviewers" hint="What the rules had left to a person" flush>
      <ul className="rows" aria-label="Answered by reviewers">
        {lifted.map((one) => (
          <li key={`${one.code} ${one.node}`}>
            <div className="clip">
              <Text size="sm" fw={500} component="div">
                <Ref id={one.node} />: {liftedWords(one.code)}
              </Text>
              <Text size="xs" c="dimmed" component="div" className="break">
                {one.reviewers?.length ? `Approved by ${one.reviewers.join(' and ')}` : 'By a grant'}
                {one.expires && `, until ${one.expires.slice(0, 10)}`}
                {one.conditions && `. Condition: ${one.conditions}`}{' '}
                {one.review && <Ref id={one.review} words="Review" />}
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </Part>
  );
}
