import { Button, Checkbox, Group, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, type Schemas } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { useSession } from '../../api/session.js';
import { Confirm } from '../../pieces/confirm.js';
import { Part } from '../../pieces/facts.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { useNow, When } from '../../pieces/when.js';
import { CreateKey, RotateKey } from './key-dialogs.js';
import { NeedsAdmin, useIsAdmin } from './may.js';
import { changed, useMembers } from './member-names.js';
import { MadeKey } from './made-key.js';
import { OwnKeyPart } from './own-key-part.js';
import { Rows } from './rows.js';
import { keyState, ORIGINS } from './words.js';

export type Key = Schemas['ApiKey'];
type Doing = { create: true } | { rotate: Key } | { revoke: Key } | { made: Key } | null;

export function KeysSection() {
  const isAdmin = useIsAdmin();
  const { key } = useSession();
  return (
    <>
      <NeedsAdmin to="list, make, rotate or revoke the keys of the project" />
      {key && <OwnKeyPart of={key} />}
      {isAdmin && <KeysPart current={key?.id ?? null} />}
      {!isAdmin && !key && (
        <Text size="sm">You came in by login: this browser stands for no key that you could replace.</Text>
      )}
    </>
  );
}

function KeysPart({ current }: { current: string | null }) {
  const { ended = false } = useSearch({ from: '/frame/settings/$section' });
  const navigate = useNavigate({ from: '/settings/$section' });
  const [doing, setDoing] = useState<Doing>(null);
  const now = useNow();
  const { nameOf } = useMembers();
  const list = useList<Key>({
    queryKey: ['get', '/v1/api_keys', 'all'],
    ask: (query, signal) => answer(api.GET('/v1/api_keys', { params: { query }, signal })),
    everyMs: 15_000,
  });
  const rows = list.data && list.rows.filter((one) => ended || keyState(one, now) === 'live');
  const close = () => setDoing(null);
  const made = (key: Key) => {
    void changed('/v1/api_keys', '/v1/members');
    setDoing({ made: key });
  };
  return (
    <Part
      title="API keys"
      hint="Of every member of the project. Only a hash is kept of each."
      flush
      actions={
        <Group gap="md">
          <Checkbox
            label="Ended too"
            checked={ended}
            onChange={() => void navigate({ search: ended ? {} : { ended: true }, replace: true })}
          />
          <Button onClick={() => setDoing({ create: true })}>Create a key</Button>
        </Group>
      }
    >
      <Asked
        of={{ data: rows, error: list.error, refetch: list.refetch }}
        empty={<Empty title="No key is live" />}
      >
        {(all) => (
          <Rows
            label="API keys"
            heads={['Name', 'Member', 'Roles', 'Scopes', 'Last used', 'Ends']}
            more={list}
            lines={all.map((one) => {
              const state = keyState(one, now);
              const isLive = state === 'live';
              return {
                id: one.id,
                isEnded: !isLive,
                cells: [
                  <div key="name" data-tip={ORIGINS[one.origin]}>
                    <b>{one.name}</b>
                    {one.id === current && ' (this browser)'}
                    <br />
                    <code>{one.hint}</code>
                  </div>,
                  nameOf(one.member),
                  one.roles.join(', '),
                  <span key="scopes" data-tip={one.scopes.join(', ') || undefined}>
                    {one.scopes.length === 0
                      ? 'all of its roles'
                      : one.scopes.length === 1
                        ? one.scopes[0]
                        : `${one.scopes.length} scopes`}
                  </span>,
                  one.last_used_at === null ? 'never' : <When key="used" at={one.last_used_at} />,
                  isLive ? (
                    (one.expires_at !== null && <When key="ends" at={one.expires_at} />) || 'never'
                  ) : (
                    <State key="ends" of={state} tone="idle" />
                  ),
                  isLive && (
                    <Group key="does" gap={6} wrap="nowrap" justify="flex-end">
                      {one.rotated_to === null && (
                        <Button
                          size="compact-xs"
                          aria-label={`Rotate ${one.name}`}
                          onClick={() => setDoing({ rotate: one })}
                        >
                          Rotate
                        </Button>
                      )}
                      <Button
                        size="compact-xs"
                        aria-label={`Revoke ${one.name}`}
                        onClick={() => setDoing({ revoke: one })}
                      >
                        Revoke
                      </Button>
                    </Group>
                  ),
                ],
              };
            })}
          />
        )}
      </Asked>
      {doing && 'create' in doing && <CreateKey onClose={close} onMade={made} />}
      {doing && 'rotate' in doing && <RotateKey of={doing.rotate} onClose={close} onMade={made} />}
      {doing && 'revoke' in doing && (
        <RevokeKey of={doing.revoke} isCurrent={doing.revoke.id === current} onClose={close} />
      )}
      {doing && 'made' in doing && <MadeKey of={doing.made} onClose={close} />}
    </Part>
  );
}

function RevokeKey({ of, isCurrent, onClose }: { of: Key; isCurrent: boolean; onClose: () => void }) {
  const revoke = async () => {
    await answer(api.DELETE('/v1/api_keys/{id}', { params: { path: { id: of.id } } }));
    await changed('/v1/api_keys', '/v1/members');
  };
  return (
    <Confirm title={`Revoke ${of.name}?`} verb="Revoke the key" does={revoke} onClose={onClose}>
      Whatever comes in with {of.hint} is refused from its next request on. This cannot be taken back.
      {isCurrent && <b> It is the key of this browser: you will be signed out.</b>}
    </Confirm>
  );
}
