import { List, Text } from '@mantine/core';
import { Part } from '../../pieces/facts.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import type { Estimate } from './estimating.js';
import { Questions } from './questions.js';
import { withoutReview } from './review-words.js';

/** What the license gate and the quotas answer to what is typed; asking leaves nothing behind. */
export function AllowedPart({ of }: { of: Estimate }) {
  const { allowed_to_proceed: isAllowed, unavailable_reason: refusal, warnings, questions } = of;
  const findings = refusal?.findings?.filter(({ verdict }) => verdict !== 'allow') ?? [];
  return (
    <Part title="May it be trained?" hint="Licenses and quotas, asked without keeping the answer">
      {isAllowed ? (
        <State of="Yes" tone={warnings.length > 0 ? 'warn' : 'good'} />
      ) : (
        <State of="No" tone="bad" />
      )}
      {refusal && <Sentence text={refusal.message} />}
      {findings.length > 0 && (
        <List size="sm" className="cures" aria-label="What stands in the way">
          {findings.map(({ code, node, clause, license_id, remedy }) => (
            <List.Item key={`${code} ${node} ${clause}`}>
              <b>To cure it:</b> {remedy}
              <Text size="xs" c="dimmed" className="break">
                {code} · {[license_id, clause].filter(Boolean).join(', ')}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
      {isAllowed && questions.length > 0 ? (
        <Questions of={questions} />
      ) : (
        warnings.map((text) => <Sentence key={text} text={text} />)
      )}
    </Part>
  );
}

/** A review that the question has already is a link. */
function Sentence({ text }: { text: string }) {
  const { rest, review } = withoutReview(text);
  return (
    <Text size="sm" mt="xs" component="div" className="break">
      {rest} {review !== null && <Ref id={review} words="Its review" />}
    </Text>
  );
}
