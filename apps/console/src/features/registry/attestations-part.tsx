import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { answer, api, ask, type Schemas } from '../../api/client.js';
import { queries } from '../../api/queries.js';
import { useProject } from '../../api/session.js';
import { Confirm } from '../../pieces/confirm.js';
import { Part } from '../../pieces/facts.js';
import { linkOf } from '../../pieces/links.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { tellDone } from '../../shell/notify.js';
import { AttestDialog } from './attest-dialog.js';
import type { Version } from './version-page.js';

type Attestation = Schemas['Attestation'];
const LIST = '/v1/model_versions/{id}/attestations';

/** What members attested of pages of their own, which no service can see: it counts at the next decision. */
export function AttestationsPart({ version, owed }: { version: Version; owed: readonly string[] }) {
  const list = ask.useQuery('get', LIST, { params: { path: { id: version.id } } });
  const { roles } = useProject();
  const [isMaking, setMaking] = useState(false);
  const [ending, setEnding] = useState<Attestation | null>(null);
  const mayAttest = roles.some((role) => ['admin', 'reviewer', 'deployer'].includes(role));
  const again = () => queries.invalidateQueries({ queryKey: ['get', LIST] });
  return (
    <Part
      title="Shown on your own pages"
      hint="Somebody's word, with a fingerprint of what they saw. It counts when the gates are asked next."
      flush
      actions={mayAttest && <Button onClick={() => setMaking(true)}>Attest</Button>}
    >
      <Asked of={list}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="Nothing was attested" />
          ) : (
            <ul className="rows" aria-label="Attestations">
              {data.map((one) => (
                <Row key={one.id} of={one} end={mayAttest ? () => setEnding(one) : null} />
              ))}
            </ul>
          )
        }
      </Asked>
      {isMaking && (
        <AttestDialog
          {...{ version, owed }}
          onClose={() => setMaking(false)}
          onMade={() => (setMaking(false), tellDone('Attested. Ask the gates again.'), void again())}
        />
      )}
      {ending && (
        <Confirm
          title="Take it back"
          verb="Take it back"
          onClose={() => setEnding(null)}
          does={() =>
            answer(
              api.POST('/v1/model_versions/{id}/attestations/{attestation}/revoke', {
                params: { path: { id: version.id, attestation: ending.id } },
              }),
            ).then(again)
          }
        >
          It no longer counts at the next decision. What serves on an earlier one goes on.
        </Confirm>
      )}
    </Part>
  );
}

function Row({ of, end }: { of: Attestation; end: (() => void) | null }) {
  const to = linkOf(of.url);
  return (
    <li>
      <div className="clip">
        <b className="break">{of.shows.join('; ')}</b>
        <Text size="sm" c="dimmed" className="break">
          On {of.surface.replaceAll('-', ' ')}:{' '}
          {to ? (
            <a href={to} rel="noopener noreferrer nofollow" target="_blank">
              {of.url}
            </a>
          ) : (
            of.url
          )}
          , <When at={of.created_at} />. {of.note}
        </Text>
      </div>
      {of.revoked_at === null && end ? (
        <Button
          aria-label={`Take it back: ${of.shows.join('; ')} on ${of.surface.replaceAll('-', ' ')}`}
          onClick={end}
        >
          Take it back
        </Button>
      ) : (
        <State
          of={of.revoked_at === null ? 'holds' : 'taken back'}
          tone={of.revoked_at === null ? 'good' : 'idle'}
        />
      )}
    </li>
  );
}
