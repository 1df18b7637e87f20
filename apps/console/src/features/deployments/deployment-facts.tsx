import { Alert } from '@mantine/core';
import { Facts } from '../../pieces/facts.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { When } from '../../pieces/when.js';
import { Health } from './health.js';
import { type Deployment, idIn } from './history.js';

/** What runs, with what, and how it is. */
export function DeploymentFacts({ of }: { of: Deployment }) {
  const { artifact, drain } = of;
  return (
    <>
      {of.failure && (
        <Alert color="red" mb="md" title={of.state === 'failed' ? 'It cannot serve' : 'Its engine ended'}>
          {of.failure}
        </Alert>
      )}
      {of.drain_at !== null && (
        <Alert color="yellow" mb="md" title="It will stop serving">
          The newest license decision on it does not pass; it stops <When at={of.drain_at} />.{' '}
          {drain?.review && <Ref id={drain.review} words="Open the review" />}
        </Alert>
      )}
      <Facts
        of={[
          ['State', <State of={of.state} key="state" />],
          ['Engine answers', <Health of={of} key="health" />],
          ['Version', <Ref id={idIn(of.version)!} key="version" />],
          ['Engine', of.engine],
          ['Ready since', <When at={of.ready_at} key="ready" />],
          ['Last call', <When at={of.last_used_at} key="used" />],
          ['Artifact', <IdChip id={artifact.sha256} short key="artifact" />],
          ['License decision', <IdChip id={idIn(of.decision)!} short key="decision" />],
          ['Deployment', <Ref id={of.id} key="id" />],
        ]}
      />
    </>
  );
}
