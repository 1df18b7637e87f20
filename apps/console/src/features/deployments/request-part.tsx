import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Part } from '../../pieces/facts.js';
import { State } from '../../pieces/state.js';
import { When } from '../../pieces/when.js';
import { gatesAt, outcomeOf, type Promotion, versionIn } from './history.js';
import { Who } from './who.js';

const TITLES: Record<Promotion['state'], string> = {
  running: 'is on its way',
  blocked: 'is blocked',
  failed: 'failed',
  succeeded: 'succeeded',
  rolled_back: 'was rolled back',
};
/** The newest request for an alias that is not what serves: how far it is, or why it came to nothing. */
export function RequestPart({ of }: { of: Promotion }) {
  const version = versionIn(of.version);
  const what = of.rollback_of ? 'The roll-back' : 'The promotion';
  return (
    <Part
      title={`${what}${version ? ` to v${version.version}` : ''} ${TITLES[of.state]}`}
      hint={
        <>
          Asked <When at={of.created_at} /> by <Who id={of.requested_by} />
        </>
      }
      actions={<State of={of.state} />}
    >
      <Text size="sm" className="break" role="status">
        {outcomeOf(of)}.
        {of.state === 'blocked' || of.state === 'failed' ? ' What is served did not change.' : ''}{' '}
        {version && <Link {...gatesAt(of, version)}>See its gates</Link>}
      </Text>
    </Part>
  );
}
