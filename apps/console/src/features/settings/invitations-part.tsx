import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api, ask, type Schemas } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { Confirm } from '../../pieces/confirm.js';
import { Part } from '../../pieces/facts.js';
import { useForm } from '../../pieces/form.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { useNow, When } from '../../pieces/when.js';
import { FormDialog } from '../../pieces/form-dialog.js';
import type { Role } from './may.js';
import { changed, useMembers } from './member-names.js';
import { RolesField } from './roles-field.js';
import { Rows } from './rows.js';
import { invitationState } from './words.js';

type Invitation = Schemas['Invitation'];

/** Whoever logs in with an address that was invited becomes a member. */
export function InvitationsPart() {
  const [doing, setDoing] = useState<Invitation | 'invite' | null>(null);
  const methods = ask.useQuery('get', '/auth/methods');
  const now = useNow();
  const { nameOf } = useMembers();
  const list = useList<Invitation>({
    queryKey: ['get', '/v1/invitations', 'all'],
    ask: (query, signal) => answer(api.GET('/v1/invitations', { params: { query }, signal })),
    everyMs: 15_000,
  });
  const close = () => setDoing(null);
  const noLogin = methods.data?.provider === null;
  return (
    <Part
      title="Invitations"
      hint={
        noLogin
          ? 'Nobody logs in here: no identity provider is set (LUTHIER_OIDC_ISSUER). An invitation waits until one is.'
          : 'Good once, for whoever logs in with the verified address.'
      }
      flush
      actions={<Button onClick={() => setDoing('invite')}>Invite</Button>}
    >
      <Asked
        of={{ data: list.data && list.rows, error: list.error, refetch: list.refetch }}
        empty={<Empty title="Nobody was invited yet" />}
      >
        {(all) => (
          <Rows
            label="Invitations"
            heads={['Address', 'Roles', 'State', 'By', 'Ends']}
            more={list}
            lines={all.map((one) => {
              const state = invitationState(one, now);
              return {
                id: one.id,
                isEnded: state === 'withdrawn' || state === 'expired',
                cells: [
                  one.email,
                  one.roles.join(', '),
                  <State key="state" of={state} tone={state === 'accepted' ? 'good' : 'idle'} />,
                  nameOf(one.invited_by),
                  <When key="ends" at={one.accepted_at ?? one.withdrawn_at ?? one.expires_at} />,
                  state === 'open' && (
                    <Button
                      size="compact-xs"
                      aria-label={`Withdraw the invitation of ${one.email}`}
                      onClick={() => setDoing(one)}
                    >
                      Withdraw
                    </Button>
                  ),
                ],
              };
            })}
          />
        )}
      </Asked>
      {doing === 'invite' && <Invite onClose={close} />}
      {doing && doing !== 'invite' && <Withdraw of={doing} onClose={close} />}
    </Part>
  );
}

const NOBODY: { email: string; roles: Role[]; days: number | string; member: string | null } = {
  ...{ email: '', roles: ['viewer'], days: 7, member: null },
};

function Invite({ onClose }: { onClose: () => void }) {
  const { live } = useMembers();
  const form = useForm({
    initial: NOBODY,
    fields: ['email', 'roles', 'expires_in_days', 'member'],
    send: ({ email, roles, days, member }) =>
      answer(
        api.POST('/v1/invitations', {
          body: {
            ...{ email: email.trim(), roles, expires_in_days: Number(days) },
            ...(member ? { member } : {}),
          },
        }),
      ),
    onDone: () => {
      void changed('/v1/invitations');
      onClose();
    },
  });
  return (
    <FormDialog title="Invite" verb="Invite" form={form} onClose={onClose}>
      <TextInput
        label="E-mail"
        description="The identity provider has to have verified it."
        value={form.values.email}
        onChange={(event) => form.set('email', event.currentTarget.value)}
        error={form.fault('email')}
        data-autofocus
      />
      <RolesField
        label="May do when logged in"
        value={form.values.roles}
        onChange={(roles) => form.set('roles', roles)}
        error={form.fault('roles')}
      />
      <NumberInput
        label="Good for days"
        min={1}
        max={30}
        clampBehavior="none"
        value={form.values.days}
        onChange={(days) => form.set('days', days)}
        error={form.fault('expires_in_days')}
      />
      <Select
        label="Is already a member (optional)"
        description="Left empty, the login makes a member."
        clearable
        data={live
          .filter(({ kind }) => kind === 'person')
          .map(({ id, name }) => ({ value: id, label: name }))}
        value={form.values.member}
        onChange={(member) => form.set('member', member)}
        error={form.fault('member')}
      />
    </FormDialog>
  );
}

function Withdraw({ of, onClose }: { of: Invitation; onClose: () => void }) {
  const withdraw = async () => {
    await answer(api.DELETE('/v1/invitations/{id}', { params: { path: { id: of.id } } }));
    await changed('/v1/invitations');
  };
  return (
    <Confirm title="Withdraw the invitation?" verb="Withdraw" does={withdraw} onClose={onClose}>
      Whoever logs in as {of.email} does not come in by it any more. Another can be sent.
    </Confirm>
  );
}
