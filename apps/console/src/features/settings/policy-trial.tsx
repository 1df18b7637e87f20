import { Text } from '@mantine/core';
import { answer, api, type Schemas } from '../../api/client.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { When } from '../../pieces/when.js';
import { type Policies, policyBody } from './policies.js';
import { leftOutWords, sameWords } from './policy-trial-words.js';
import { TrialPart } from './trial-part.js';

type PolicyTrial = Schemas['PolicyTrial'];
type Tried = PolicyTrial['promotions'][number];
/** What a promotion is decided by; the other policies are about jobs and reviews to come. */
const DECIDE = ['protected_aliases', 'require_parity', 'max_regression'] as const;

/** Which promotions other policies would have answered otherwise, before they are saved. */
export function PolicyTrialPart(props: {
  values: Policies;
  changed: readonly (keyof Policies)[];
  blocked: string | null;
}) {
  const fields = DECIDE.filter((field) => props.changed.includes(field));
  return (
    <TrialPart
      hint="Asks the gates of the newest promotions again, by what is measured now and with what is typed here. Nothing is stored."
      values={props.values}
      isChanged={fields.length > 0}
      blocked={props.blocked}
      ask={(values) => answer(api.POST('/v1/promotions/try_policies', { body: policyBody(values, fields) }))}
      rows={({ promotions, left_out: leftOut }) => {
        const others = promotions.filter(({ changed }) => changed.length > 0);
        return others.length > 0 && <Others of={others} left={leftOutWords(leftOut)} />;
      }}
      none={sameWords}
    />
  );
}

const Others = ({ of, left }: { of: readonly Tried[]; left: string | null }) => (
  <>
    <ul className="rows" aria-label="What it would change">
      {of.map(({ id, model, alias, number, current, created_at, before, after, changed }) => (
        <li key={id}>
          <div className="clip">
            <b>
              {model}:{alias}
            </b>{' '}
            version {number} <Ref id={id} />{' '}
            <Text span size="sm" c="dimmed">
              <When at={created_at} />
              {current && ', serves now'}
            </Text>
            {changed.map(({ name, reason, fix }) => (
              <Text key={name} size="sm" c="dimmed" className="break">
                {name}: {reason} {fix}
              </Text>
            ))}
          </div>
          <span>
            {before.blocked === after.blocked
              ? 'stays '
              : `${before.blocked ? 'is blocked' : 'passes'} today, then `}
            <State of={after.blocked ? 'blocked' : 'passes'} tone={after.blocked ? 'bad' : 'good'} />
          </span>
        </li>
      ))}
    </ul>
    {left && (
      <Text size="sm" c="dimmed" p="sm">
        {left}
      </Text>
    )}
  </>
);
