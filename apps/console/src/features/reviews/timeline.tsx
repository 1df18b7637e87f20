import { Text } from '@mantine/core';
import { Part } from '../../pieces/facts.js';
import { When } from '../../pieces/when.js';
import { happenedOf, type Review } from './words.js';

/** Who did what to this review; what they wrote is quoted as plain text. */
export function Timeline({ of }: { of: NonNullable<Review['timeline']> }) {
  return (
    <Part title="What happened" flush>
      <ol className="rows">
        {of.map((one) => (
          <li key={one.id}>
            <div className="clip">
              <Text size="sm" component="div">
                <b>{one.name === 'system' ? 'The service' : one.name}</b> {happenedOf(one.kind, one.facts)}
                {one.kind === 'delegated' &&
                  typeof one.facts['name'] === 'string' &&
                  ` to ${one.facts['name']}`}{' '}
                <Text span size="xs" c="dimmed">
                  <When at={one.created_at} />
                </Text>
              </Text>
              {one.text && <blockquote className="quote">{one.text}</blockquote>}
              {typeof one.facts['conditions'] === 'string' && (
                <Text size="xs" c="dimmed">
                  On condition: {one.facts['conditions']}
                </Text>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Part>
  );
}
