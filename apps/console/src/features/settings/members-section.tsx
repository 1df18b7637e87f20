import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { useProject } from '../../api/session.js';
import { Confirm } from '../../pieces/confirm.js';
import { Part } from '../../pieces/facts.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { InvitationsPart } from './invitations-part.js';
import { CreateKey } from './key-dialogs.js';
import type { Key } from './keys-section.js';
import { MadeKey } from './made-key.js';
import { NeedsAdmin, useIsAdmin } from './may.js';
import { AddMember, ChangeMember } from './member-dialogs.js';
import { changed, type Member } from './member-names.js';
import { Rows } from './rows.js';
import { KINDS, MAILS } from './words.js';

type Doing =
  { add: true } | { keyFor: Member } | { made: Key } | { change: Member } | { remove: Member } | null;

/** Who is in the project, and who has been asked in. */
export function MembersSection() {
  const isAdmin = useIsAdmin();
  return (
    <>
      <NeedsAdmin to="add, invite, change or remove members" />
      <MembersPart isAdmin={isAdmin} />
      {isAdmin && <InvitationsPart />}
    </>
  );
}

function MembersPart({ isAdmin }: { isAdmin: boolean }) {
  const { member: me } = useProject();
  const [doing, setDoing] = useState<Doing>(null);
  const list = useList<Member>({
    queryKey: ['get', '/v1/members', 'all'],
    ask: (query, signal) => answer(api.GET('/v1/members', { params: { query }, signal })),
    everyMs: 15_000,
  });
  const rows = list.data && list.rows;
  const close = () => setDoing(null);
  return (
    <Part
      title="Members"
      hint="Roles are what their live keys and their logins allow together."
      flush
      actions={isAdmin && <Button onClick={() => setDoing({ add: true })}>Add a member</Button>}
    >
      <Asked
        of={{ data: rows, error: list.error, refetch: list.refetch }}
        empty={<Empty title="Nobody is in this project" />}
      >
        {(all) => (
          <Rows
            label="Members"
            heads={['Name', 'Kind', 'Roles', 'E-mail', 'Mails', 'Added']}
            more={list}
            lines={all.map((one) => ({
              id: one.id,
              cells: [
                <b key="name">
                  {one.name}
                  {one.id === me && ' (you)'}
                </b>,
                KINDS[one.kind],
                one.roles.join(', ') || <NoRoles key="roles" />,
                one.email ?? '—',
                MAILS[one.notify],
                <When key="added" at={one.created_at} />,
                (isAdmin || one.id === me) && (
                  <Group key="does" gap={6} wrap="nowrap" justify="flex-end">
                    <Button
                      size="compact-xs"
                      aria-label={`Change ${one.name}`}
                      onClick={() => setDoing({ change: one })}
                    >
                      Change
                    </Button>
                    {isAdmin && (
                      <Button
                        size="compact-xs"
                        aria-label={`Make a key for ${one.name}`}
                        onClick={() => setDoing({ keyFor: one })}
                      >
                        Make a key
                      </Button>
                    )}
                    {isAdmin && (
                      <Button
                        size="compact-xs"
                        aria-label={`Remove ${one.name}`}
                        onClick={() => setDoing({ remove: one })}
                      >
                        Remove
                      </Button>
                    )}
                  </Group>
                ),
              ],
            }))}
          />
        )}
      </Asked>
      {doing && 'add' in doing && <AddMember onClose={close} onMade={(made) => setDoing(made && { made })} />}
      {doing && 'keyFor' in doing && (
        <CreateKey
          member={doing.keyFor.name}
          onClose={close}
          onMade={(made) => {
            void changed('/v1/members', '/v1/api_keys');
            setDoing({ made });
          }}
        />
      )}
      {doing && 'made' in doing && <MadeKey of={doing.made} onClose={close} />}
      {doing && 'change' in doing && <ChangeMember of={doing.change} isAdmin={isAdmin} onClose={close} />}
      {doing && 'remove' in doing && <RemoveMember of={doing.remove} onClose={close} />}
    </Part>
  );
}

/** Roles come with a key or a login. */
const NoRoles = () => (
  <Text size="sm" c="dimmed" component="span">
    no live key
  </Text>
);

function RemoveMember({ of, onClose }: { of: Member; onClose: () => void }) {
  const remove = async () => {
    await answer(api.DELETE('/v1/members/{id}', { params: { path: { id: of.id } } }));
    await changed('/v1/members', '/v1/api_keys');
  };
  return (
    <Confirm title={`Remove ${of.name}?`} verb={`Remove ${of.name}`} does={remove} onClose={onClose}>
      Its keys and logins end at once. What it did stays on record under its name, and its jobs go on.
    </Confirm>
  );
}
