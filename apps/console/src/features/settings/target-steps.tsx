import { Text } from '@mantine/core';
import type { Schemas } from '../../api/client.js';
import { State } from '../../pieces/state.js';
import { When } from '../../pieces/when.js';
import { STEP_WORDS, stepTone } from './target-words.js';

type Check = NonNullable<Schemas['ComputeTarget']['check']>;

/** A self-test step by step: what was found, and what to do where it failed. */
export function TargetSteps({ check }: { check: Check }) {
  return (
    <div className="target-check">
      <Text size="sm" component="div" role="status">
        Self-test <State of={check.state} tone={stepTone(check.state)} />, asked <When at={check.asked_at} />
        {check.tries > 1 && `, begun ${check.tries} times: a worker ended in its midst`}
      </Text>
      <ol className="target-steps">
        {check.steps.map(({ name, state, seconds, message, cure }) => (
          <li key={name}>
            <State of={state} tone={stepTone(state)} />
            <div className="clip">
              <Text size="sm" component="div">
                {STEP_WORDS[name]}
                {seconds !== null && <span className="num dimmed"> {seconds.toFixed(1)} s</span>}
              </Text>
              {message && (
                <Text size="xs" c="dimmed" className="target-said">
                  {message}
                </Text>
              )}
              {cure && (
                <Text size="xs" className="target-said">
                  {cure}
                </Text>
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
