import { Button, Group } from '@mantine/core';
import { MessagesSquare, Undo2 } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { ask } from '../../api/client.js';
import { Facts, Part } from '../../pieces/facts.js';
import { Ref } from '../../pieces/ref.js';
import { When } from '../../pieces/when.js';
import { DeploymentFacts } from './deployment-facts.js';
import { type Alias, deploymentIn, nameOf, type Promotion, versionIn } from './history.js';
import { Who } from './who.js';

/** The version that answers, what runs for it, and who put it there. */
export function Current({ alias, stands }: { alias: Alias; stands: Promotion | undefined }) {
  const known = stands ? deploymentIn(stands) : null;
  const { data: fresh } = ask.useQuery(
    'get',
    '/v1/deployments/{id}',
    { params: { path: { id: known?.id ?? '' } } },
    { enabled: known !== null, refetchInterval: 3_000 },
  );
  const deployment = fresh ?? known;
  const before = stands && versionIn(stands.previous_version);
  return (
    <Part
      title="Current"
      hint={
        <>
          Every call of {nameOf(alias)} goes to <Ref id={alias.version!} />
        </>
      }
      actions={
        <Button
          renderRoot={(props: object) => (
            <Link
              to="/playground"
              search={{ models: [nameOf(alias), before?.openai_id].filter(Boolean).join(','), fresh: true }}
              {...props}
            />
          )}
          leftSection={<MessagesSquare size={13} aria-hidden />}
        >
          {before ? 'Try it beside the one before' : 'Try it'}
        </Button>
      }
    >
      {stands && (
        <div className="by">
          Put there <When at={stands.finished_at} /> by <Who id={stands.requested_by} />
          {stands.rollback_of ? ', by a roll-back' : ''}
        </div>
      )}
      {deployment ? (
        <DeploymentFacts of={deployment} />
      ) : (
        <Facts of={[['Version', <Ref id={alias.version!} key="version" />]]} />
      )}
    </Part>
  );
}

/** What the alias named before, and the way back to it. */
export function Previous(props: { stands: Promotion; onRollBack: (() => void) | null }) {
  const { stands, onRollBack } = props;
  const before = versionIn(stands.previous_version);
  return (
    <Part
      title="Before"
      hint={
        before
          ? 'What the alias named until then. Rolling back points it there again.'
          : stands.previous_version === null
            ? 'This alias named no version before: there is nothing to roll back to.'
            : 'The version before was deleted: there is nothing to roll back to.'
      }
      actions={
        onRollBack && (
          <Button leftSection={<Undo2 size={13} aria-hidden />} onClick={onRollBack}>
            Roll back
          </Button>
        )
      }
    >
      {before ? (
        <Facts
          of={[
            ['Version', <Ref id={before.id} key="version" />],
            ['Registered', <When at={before.created_at} key="at" />],
            ['License', before.license],
          ]}
        />
      ) : (
        <Group>—</Group>
      )}
    </Part>
  );
}
